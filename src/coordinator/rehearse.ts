import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskPlaces } from '../project/places.ts';
import { nowIso } from '../system/clock.ts';
import { makePrivateFolder, removeIfThere } from '../system/files.ts';
import { readDone, writeDone } from '../tasks/done-marker.ts';
import type { Task } from '../tasks/task.ts';
import { settle } from './settle.ts';
import { type Answering, writeAnswer } from './write-answer.ts';

/**
 * Walks the way of an answer once, while there is time: what Node runs for the first time takes it some three times as
 * long, and at the end somebody waits. All of it happens in a folder of its own inside the task's, which goes again. Never
 * rejects: on a full disk the answer finds out for itself.
 */
export const rehearse = (answering: Answering, task: Task): Promise<void> =>
  walk(answering, task).catch(() => {});

async function walk(answering: Answering, task: Task): Promise<void> {
  const home = join(taskPlaces(answering.project.home, task.id).folder, 'rehearsal');
  const project = { ...answering.project, home };
  const file = join(home, 'prompt.md');
  try {
    makePrivateFolder(taskPlaces(home, task.id).folder);
    writeFileSync(file, '');
    writeFileSync(taskPlaces(home, task.id).result, 'rehearsed');
    const ended = { task_id: task.id, agent_id: task.agent, duration_ms: 0, ended_at: nowIso() };
    writeDone(home, ended, { kind: 'done' });
    const settled = await settle(project, task, { kind: 'ended', done: readDone(home, task.id)! });
    await writeAnswer({ ...answering, file, project, isAttached: false }, [{ task, settled }]);
  } finally {
    removeIfThere(home);
  }
}
