import { join } from 'node:path';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { makePrivateFolder, readIfThere, removeIfThere, writePrivateFile } from '../system/files.ts';
import { type Task, taskSchema } from './task.ts';

/**
 * Puts a task for its agent: the prompt, the task, and last an entry in the agent's inbox, which is what accepts it.
 * Killed before that entry, nothing was asked; after it, the wrapper enters the task into the database and runs it.
 * The database is not opened here: that would cost a key press a third of its time.
 */
export function putTask(home: string, task: Task, prompt: string): void {
  const places = taskPlaces(home, task.id);
  const { inbox } = agentPlaces(home, task.agent);
  makePrivateFolder(places.folder);
  try {
    writePrivateFile(places.prompt, prompt);
    writePrivateFile(places.task, JSON.stringify(task));
    makePrivateFolder(inbox);
    writePrivateFile(join(inbox, task.id), '');
  } catch (error) {
    removeIfThere(places.folder);
    throw error;
  }
}

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
