import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskPlaces, tasksFolder } from '../project/places.ts';
import { listIfThere } from '../system/files.ts';
import { type Done, readDone } from './done-marker.ts';

/** An empty file in a task's folder: somebody has been given its answer. */
const takenFile = (home: string, id: string): string => join(taskPlaces(home, id).folder, 'taken');

/** Whether somebody has been given a task's answer. */
export const isTaken = (home: string, id: string): boolean => existsSync(takenFile(home, id));

/** Notes that a task's answer was handed over. Never throws: the answer is there already. */
export function markTaken(home: string, id: string): void {
  try {
    writeFileSync(takenFile(home, id), '', { mode: 0o600 });
  } catch {
    // A full disk, or results that were cleared away: the answer is offered once more, or not at all.
  }
}

/** Ids begin with the time, so the newest are last; older ones are found by `ctrlg results`. */
const LOOKED_AT = 200;

/** The ends of tasks whose answers nobody has taken yet, the newest first. A cancelled task has none to give. */
export function waitingResults(home: string): Done[] {
  return listIfThere(tasksFolder(home))
    .sort()
    .slice(-LOOKED_AT)
    .reverse()
    .filter((id) => existsSync(taskPlaces(home, id).done) && !isTaken(home, id))
    .flatMap((id) => readableDone(home, id) ?? [])
    .filter((done) => done.status !== 'cancelled');
}

/** One marker that a newer ctrlg wrote, or that is cut short, must not hide the answers to all other tasks. */
function readableDone(home: string, id: string): Done | undefined {
  try {
    return readDone(home, id);
  } catch {
    return undefined;
  }
}
