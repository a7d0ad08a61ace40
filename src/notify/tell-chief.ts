import { taskPlaces } from '../project/places.ts';
import { sleep } from '../system/clock.ts';
import { type Done, readDone } from '../tasks/done-marker.ts';
import { readTask } from '../tasks/put.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';
import { isTaken } from '../tasks/taken.ts';
import type { Task } from '../tasks/task.ts';
import { claimTelling, isTold } from '../tasks/told.ts';
import { isAwaited } from '../tasks/unawaited.ts';
import { callAttention } from '../tmux/attention.ts';
import { serverAt, serverOfEnvironment } from '../tmux/server.ts';
import { addEnding, takeEndings } from './endings.ts';
import { runCommand } from './run-command.ts';
import { countWords, endingWords, STORM } from './words.ts';

/** What of the config says how to tell. */
export interface Telling {
  /** A shell command of the person's, run for each task (once for a storm of them). */
  readonly notify?: string | undefined;
}

/** Endings within this time are told together. */
const TOGETHER_MS = 2_000;

/**
 * Tells the chief of a task that has ended with nobody waiting for it: a message in tmux, the bell in the chief's window,
 * and the config's `notify` command. Once, whoever calls it and however often. It takes two seconds and more, so it is
 * not awaited where anything else is to be done; it never rejects.
 */
export async function tellChief(home: string, task: Task, done: Done, config: Telling): Promise<void> {
  try {
    if (!isToBeTold(home, task, done)) return;
    addEnding(home, task.id);
    await sleep(TOGETHER_MS);
    await tellEndings(home, takeEndings(home), config);
  } catch {
    // A full disk, no tmux: the result waits all the same.
  }
}

/** Whether anybody has to be told; who cancelled a task knows. */
export const isToBeTold = (home: string, task: Task, done: Done): boolean =>
  done.status !== 'cancelled' && !isTaken(home, task.id) && !isTold(home, task.id) && !isAwaited(home, task);

interface Ending {
  readonly task: Task;
  readonly done: Done;
}

async function tellEndings(home: string, ids: readonly string[], config: Telling): Promise<void> {
  const endings = ids
    .map((id) => ({ task: readTask(home, id), done: readDone(home, id) }))
    .filter((one): one is Ending => one.task !== undefined && one.done !== undefined)
    .filter(({ task, done }) => isToBeTold(home, task, done) && claimTelling(home, task.id));
  if (endings.length === 0) return;
  await Promise.allSettled([...byChief(endings).map(showChief), runNotify(home, endings, config)]);
}

/** The endings of each chief's pane; a task that was put outside tmux has none. */
function byChief(endings: readonly Ending[]): Ending[][] {
  const chiefs = new Map<string, Ending[]>();
  for (const ending of endings) {
    const { pane, tmux } = ending.task.origin;
    if (pane === null) continue;
    const key = `${tmux} ${pane}`;
    chiefs.set(key, [...(chiefs.get(key) ?? []), ending]);
  }
  return [...chiefs.values()];
}

async function showChief(endings: readonly Ending[]): Promise<void> {
  const { tmux, pane } = endings[0]!.task.origin;
  const server = tmux ? serverAt(tmux) : serverOfEnvironment();
  await callAttention(server, pane!, endingWords(endings.map(({ done }) => done)));
}

async function runNotify(home: string, endings: readonly Ending[], { notify }: Telling): Promise<void> {
  if (!notify) return;
  const ends = endings.map(({ done }) => done);
  const all = ends.length < STORM ? ends.map((end) => envOf(home, end)) : [stormEnv(ends)];
  await Promise.all(all.map((env) => runCommand(notify, env)));
}

const envOf = (home: string, done: Done): Record<string, string> => ({
  CTRLG_TASK: done.task_id,
  CTRLG_AGENT: done.agent_id,
  CTRLG_OUTCOME: spokenOutcome(done),
  CTRLG_RESULT: taskPlaces(home, done.task_id).result,
});

/** The same variables for many, so that a command that prints them says something true. */
const stormEnv = (ends: readonly Done[]): Record<string, string> => ({
  CTRLG_TASK: ends.map(({ task_id }) => task_id).join(' '),
  CTRLG_AGENT: `${ends.length} tasks`,
  CTRLG_OUTCOME: countWords(ends),
  CTRLG_RESULT: '',
});
