import { existsSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { askKey } from '../asking/ask-file.ts';
import { taskPlaces } from '../project/places.ts';
import { after } from '../system/clock.ts';
import { removeIfThere } from '../system/files.ts';
import type { Done } from '../tasks/done-marker.ts';
import { markTaken } from '../tasks/taken.ts';
import { answerOf } from './answer.ts';
import { writePromptFile } from './write-prompt-file.ts';

/**
 * Answers that come in this time need nothing of what a longer wait loads; and what is loaded earlier takes the processor
 * from the two clients, which are at work on the delivery until then. Nothing is shown before anyway.
 */
const AT_ONCE_MS = 140;

/**
 * Writes the answer to a key press that an agent has taken already, if it is done at once; false leaves everything as it
 * is to the whole dispatch, which comes to the same end. It reads no config and checks no schema: of a short round trip
 * those are the half.
 */
export async function quickAnswer(file: string): Promise<boolean> {
  const ask = process.env.CTRLG_ASK;
  const key = ask && askKey(ask);
  if (!key) return false;
  const home = dirname(dirname(ask));
  const places = taskPlaces(home, key.id);
  const template = answerTemplateOf(places.task);
  if (template === undefined || !(await appears(places.done, places.folder))) return false;
  const done = parsed(places.done) as Done | undefined;
  if (done?.status !== 'done' || done.version !== 1) return false;
  const answer = answerOf(home, done, template);
  // An emptied file is not the same to every client.
  if (answer.length === 0) return false;
  writePromptFile(file, answer);
  markTaken(home, key.id);
  removeIfThere(ask);
  return true;
}

/** Undefined where no agent has put the task. */
function answerTemplateOf(taskFile: string): string | undefined {
  const template = (parsed(taskFile) as { answer_template?: unknown } | undefined)?.answer_template;
  return typeof template === 'string' ? template : undefined;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}

function appears(file: string, folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isThere: boolean) => {
      stopTimer();
      watcher?.close();
      resolve(isThere);
    };
    const stopTimer = after(AT_ONCE_MS, () => end(existsSync(file)));
    const watcher = watched(folder, () => existsSync(file) && end(true));
    if (existsSync(file)) end(true);
  });
}

/** Where the system has no watches left, the timer looks. */
function watched(folder: string, look: () => void) {
  try {
    return watch(folder, look).on('error', () => {});
  } catch {
    return undefined;
  }
}
