import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { systemCode } from '../system/errors.ts';
import { makePrivateFolder, readIfThere, removeIfThere, writePrivateFile } from '../system/files.ts';
import { type Task, taskSchema } from './task.ts';

/**
 * Puts a task for its agent: its folder with the prompt and the task, which appears in one step, and last an entry in the
 * agent's inbox, which is what accepts it. Killed before that entry, nothing was asked; after it, the wrapper enters the
 * task into the database and runs it. Putting a task twice, even at the same moment, is putting it once: the first one
 * stands. The database is not opened here: that would cost a key press a third of its time.
 */
export function putTask(home: string, task: Task, prompt: string): void {
  const { inbox } = agentPlaces(home, task.agent);
  const isFirst = makeTaskFolder(home, task, prompt);
  try {
    makePrivateFolder(inbox);
    writePrivateFile(join(inbox, task.id), '');
  } catch (error) {
    if (isFirst) removeIfThere(taskPlaces(home, task.id).folder);
    throw error;
  }
}

/** Makes the task's folder with all that is in it; false where it stands already. */
function makeTaskFolder(home: string, task: Task, prompt: string): boolean {
  const { folder } = taskPlaces(home, task.id);
  // No task id begins with a dot: what a killed process leaves is taken for no task.
  const partial = taskPlaces(home, `.${task.id}-${process.pid}`);
  try {
    makePrivateFolder(partial.folder);
    writePrivateFile(partial.prompt, prompt);
    writePrivateFile(partial.task, JSON.stringify(task));
    renameSync(partial.folder, folder);
    return true;
  } catch (error) {
    removeIfThere(partial.folder);
    if (!STANDS_ALREADY.has(systemCode(error) ?? '')) throw error;
    return false;
  }
}

const STANDS_ALREADY = new Set(['ENOTEMPTY', 'EEXIST']);

/** The task of that id, or undefined where there is none or its file is cut short. */
export function readTask(home: string, id: string): Task | undefined {
  const text = readIfThere(taskPlaces(home, id).task);
  if (text === undefined) return undefined;
  try {
    return taskSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The task's prompt, exactly as it was put. */
export const readPrompt = (home: string, id: string): string =>
  readIfThere(taskPlaces(home, id).prompt) ?? '';
