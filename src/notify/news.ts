import { existsSync } from 'node:fs';
import { taskPlaces, tasksFolder } from '../project/places.ts';
import { nowMs, spokenDuration } from '../system/clock.ts';
import { listIfThere } from '../system/files.ts';
import { type Done, readDone } from '../tasks/done-marker.ts';
import { readTask } from '../tasks/put.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';
import { isTaken } from '../tasks/taken.ts';
import type { Task } from '../tasks/task.ts';
import { TASK_ID } from '../tasks/task-key.ts';
import { claimHearing } from '../tasks/told.ts';
import { isAwaited } from '../tasks/unawaited.ts';
import { countWords, STORM } from './words.ts';

/** Where a chief sits: what a task's origin says of whoever put it. */
export type ChiefPlace = Pick<Task['origin'], 'pane' | 'tmux'>;

/** Where the process sits that has this environment. */
export const chiefHere = ({ TMUX_PANE, TMUX }: NodeJS.ProcessEnv): ChiefPlace => ({
  pane: TMUX_PANE ?? null,
  tmux: TMUX?.split(',')[0] || null,
});

/** Whether what was begun there was begun by this chief. */
export const isOf = (origin: ChiefPlace, chief: ChiefPlace): boolean =>
  origin.pane === chief.pane && (chief.pane === null || origin.tmux === chief.tmux);

/** Ids begin with the time: what is older than these is no news. */
const LOOKED_AT = 200;
export const NEWS_MS = 24 * 3_600_000;

/**
 * Takes what has ended in the background for this chief and was not told to it yet, the oldest first. Nothing is given out
 * twice, whoever asks and however often.
 */
export const takeNews = (home: string, chief: ChiefPlace): Done[] =>
  listIfThere(tasksFolder(home))
    .filter((id) => TASK_ID.test(id))
    .sort()
    .slice(-LOOKED_AT)
    .flatMap((id) => newsOf(home, id, chief) ?? [])
    .filter(({ task_id }) => claimHearing(home, task_id));

function newsOf(home: string, id: string, chief: ChiefPlace): Done | undefined {
  if (!existsSync(taskPlaces(home, id).done) || isTaken(home, id)) return undefined;
  try {
    const [task, done] = [readTask(home, id), readDone(home, id)];
    if (!task || !done || done.status === 'cancelled' || isAwaited(home, task)) return undefined;
    return isOf(task.origin, chief) && nowMs() - Date.parse(done.ended_at) < NEWS_MS ? done : undefined;
  } catch {
    // One marker that a newer ctrlg wrote must not hide the others.
    return undefined;
  }
}

/** The news in words for a model: a line for each task, or one for a storm of them; '' for none. */
export function newsWords(ends: readonly Done[]): string {
  if (ends.length >= STORM)
    return `[ctrlg] ${ends.length} background tasks have ended: ${countWords(ends)}. See them with: ctrlg results --waiting`;
  return ends.map(lineOf).join('\n');
}

function lineOf(end: Done): string {
  const time = end.duration_ms > 0 ? ` after ${spokenDuration(end.duration_ms)}` : '';
  return `[ctrlg] Background task ${end.task_id} of agent ${end.agent_id} has ended: ${spokenOutcome(end)}${time}. Read it with: ctrlg results ${end.task_id}`;
}
