import { readFileSync } from 'node:fs';
import { answerOf } from '../asking/answer.ts';
import { writePromptFile } from '../asking/write-prompt-file.ts';
import { taskPlaces } from '../project/places.ts';
import { sleep } from '../system/clock.ts';
import { UserError } from '../system/errors.ts';
import type { Done } from '../tasks/done-marker.ts';
import { markTaken } from '../tasks/taken.ts';
import type { Press } from './front-door.ts';

/** An agent that gives the answer lets the front door end at once. */
const AGENT_GIVES_MS = 1_000;

/**
 * Writes the answer to a key press whose task has been done already; false leaves everything as it is to the whole dispatch,
 * which comes to the same end. It reads no config and checks no schema: of a short round trip those are the half.
 */
export async function quickAnswer(file: string, { home, key, answerer }: Press): Promise<boolean> {
  const isGiven = () => {
    try {
      return key !== undefined && give(file, home, key.id);
    } catch {
      // A result that cannot be read, a full disk: the dispatch says which.
      return false;
    }
  };
  if (answerer === 'hook') return isGiven();
  const frontDoor = process.ppid;
  await sleep(AGENT_GIVES_MS);
  // The client goes on, and the terminal is its own: a plain exit of Node's would put it back as it was at our start.
  if (process.ppid !== frontDoor) process.kill(process.pid, 'SIGKILL');
  // The agent has died over it. What stands in the file is the prompt, or the answer already.
  if (isGiven()) return true;
  throw new UserError('The agent has answered, and this prompt file has not got it.', 'See: ctrlg results');
}

function give(file: string, home: string, id: string): boolean {
  const places = taskPlaces(home, id);
  const template = (parsed(places.task) as { answer_template?: unknown } | undefined)?.answer_template;
  const done = parsed(places.done) as Done | undefined;
  // No agent has put it, or it is not plainly done.
  if (typeof template !== 'string' || done?.status !== 'done' || done.version !== 1) return false;
  const answer = answerOf(home, done, template);
  // An emptied file is not the same to every client.
  if (answer.length === 0) return false;
  writePromptFile(file, answer);
  markTaken(home, id);
  return true;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}
