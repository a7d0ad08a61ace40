import { existsSync, renameSync } from 'node:fs';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { systemCode, UserError } from '../system/errors.ts';
import { makePrivateFolder, readIfThere, removeIfThere, writePrivateFile } from '../system/files.ts';
import { idOfKey } from './idempotency.ts';
import { type Task, taskSchema } from './task.ts';
import { TASK_ID } from './task-key.ts';

/**
 * Puts a task for its agent: its folder with the prompt and the task, which appears in one step, and last an entry in the
 * agent's inbox, which is what accepts it. Killed before that entry, nothing was asked; after it, the wrapper enters the
 * task into the database and runs it. Putting a task twice, even at the same moment, is putting it once: the first one
 * stands. The database is not opened here: that would cost a key press a third of its time.
 * `context` is what the prompt shares with others of its prompt file. Returns the id in force: that of the first task
 * that was put with the same idempotency key. Throws a UserError for an `after` that there is not, and for a full disk.
 */
export function putTask(home: string, asked: Task, prompt: string, context = ''): string {
  for (const first of asked.after) assertThere(home, asked.id, first);
  const id = asked.idempotency_key === null ? asked.id : idOfKey(home, asked.idempotency_key, asked.id);
  const task = { ...asked, id, prompt_head: headOf(prompt) };
  const isFirst = makeTaskFolder(home, task, { prompt, context });
  try {
    accept(home, isFirst ? task : (readTask(home, id) ?? task));
  } catch (error) {
    // With a key, somebody else may have put it too by now; else the next one with this key finishes it.
    if (isFirst && asked.idempotency_key === null) removeIfThere(taskPlaces(home, id).folder);
    throw error;
  }
  return id;
}

/** Accepted before, perhaps: entering a task twice changes nothing. */
function accept(home: string, { id, agent }: Task): void {
  const { inbox } = agentPlaces(home, agent);
  makePrivateFolder(inbox);
  writePrivateFile(`${inbox}/${id}`, '');
}

/** Long enough to tell tasks apart in a list. */
const HEAD_LENGTH = 200;

/** The first characters, none of them cut in two. */
const headOf = (prompt: string): string =>
  Array.from(prompt.slice(0, 2 * HEAD_LENGTH))
    .slice(0, HEAD_LENGTH)
    .join('');

/** A task can only name tasks that are there already, itself not among them: so there can be no cycle. */
function assertThere(home: string, id: string, first: string): void {
  if (first !== id && TASK_ID.test(first) && readTask(home, first)) return;
  throw new UserError(
    first === id ? `Task ${id} cannot come after itself.` : `There is no task '${first}' to come after.`,
    'Name tasks that have been put: see them with ctrlg results.',
  );
}

interface Texts {
  readonly prompt: string;
  readonly context: string;
}

/** Makes the task's folder with all that is in it; false where it stands already. */
function makeTaskFolder(home: string, task: Task, { prompt, context }: Texts): boolean {
  const { folder } = taskPlaces(home, task.id);
  if (existsSync(folder)) return false;
  // No task id begins with a dot: what a killed process leaves is taken for no task.
  const partial = taskPlaces(home, `.${task.id}-${process.pid}`);
  try {
    makePrivateFolder(partial.folder);
    writePrivateFile(partial.prompt, prompt);
    if (context !== '') writePrivateFile(partial.context, context);
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

/** What is delivered: the context that the prompt shares with others, if any, and the prompt. */
export function readWholePrompt(home: string, id: string): string {
  const context = readIfThere(taskPlaces(home, id).context);
  const prompt = readPrompt(home, id);
  return context === undefined ? prompt : `${context}\n\n${prompt}`;
}
