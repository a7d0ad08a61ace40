import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { readStatus } from '../status/read.ts';
import { makePrivateFolder, removeIfThere, writePrivateFile } from '../system/files.ts';
import { agentOf } from './claimer.ts';
import { readDone } from './done-marker.ts';
import { announce } from './ended.ts';
import { endQueued, enterTask } from './queue.ts';
import { openTaskStore } from './store.ts';
import type { Outcome, Task } from './task.ts';

/** `cancelled`: it had not been begun and will not be. `asked`: it is running, and its agent is asked to stop. `ended`: too late. */
export type CancelResult = 'cancelled' | 'asked' | 'ended';

const AS_ASKED: Outcome = { kind: 'cancelled', reason: 'cancelled before it was begun' };

/**
 * Cancels a task: at once while it is queued, and then it ends as `outcome`; a running one through its wrapper, by the
 * client's own interrupt.
 */
export function cancelTask(home: string, task: Task, outcome = AS_ASKED): CancelResult {
  if (readDone(home, task.id)) return 'ended';
  const { inbox, status } = agentPlaces(home, agentOf(home, task));
  const isNews = existsSync(join(inbox, task.id));
  const isCancelled = cancelUnbegun(home, task, outcome);
  // A live wrapper that knows the task may hold others back until it is tried again.
  if (isCancelled && (isNews || readStatus(status).kind !== 'live')) return 'cancelled';
  makePrivateFolder(inbox);
  writePrivateFile(join(inbox, `${task.id}.cancel`), '');
  return isCancelled ? 'cancelled' : 'asked';
}

/** Takes a task back unless an agent has begun it; false when one has. */
export function cancelUnbegun(home: string, task: Task, outcome = AS_ASKED): boolean {
  const database = openTaskStore(home);
  try {
    announce(home, enterTask(database, task));
    const ending = endQueued(database, task.id, outcome);
    if (!ending) return false;
    removeIfThere(join(agentPlaces(home, task.agent).inbox, task.id));
    announce(home, ending);
    return true;
  } finally {
    database.close();
  }
}

/** Takes back a task that was put a moment ago, on a disk that may be full. Never throws. */
export function withdraw(home: string, task: Task): void {
  try {
    cancelTask(home, task);
  } catch {
    const { inbox } = agentPlaces(home, task.agent);
    // A wrapper that has entered it already cannot begin it on a full disk, and finds the request when there is room.
    if (existsSync(join(inbox, task.id))) {
      removeIfThere(join(inbox, task.id));
      removeIfThere(taskPlaces(home, task.id).folder);
    } else askLater(join(inbox, `${task.id}.cancel`));
  }
}

function askLater(file: string): void {
  try {
    writePrivateFile(file, '');
  } catch {
    // There is no room for a name either: the task is run, and its result waits.
  }
}
