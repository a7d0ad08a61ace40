import { appendFileSync, statSync } from 'node:fs';
import { minutesFolder } from '../project/places.ts';
import { nowMs } from '../system/clock.ts';
import { UserError } from '../system/errors.ts';
import { listIfThere, makePrivateFolder, removeIfThere } from '../system/files.ts';

/** What stops a storm of tasks; `limits` of the config. */
export interface Limits {
  /** Tasks put in a minute of the clock, by everybody in this project. */
  readonly tasksPerMinute: number;
  readonly depth: number;
}

/**
 * Counts tasks that are about to be put; belongs before `putTask`. Throws a UserError when they are too many for this
 * minute, or when agents have handed on to agents too often.
 */
export function countPut(home: string, tasks: readonly { readonly depth: number }[], limits: Limits): void {
  const depth = Math.max(0, ...tasks.map((task) => task.depth));
  if (depth > limits.depth) {
    throw new UserError(
      `This would be a task of a task, ${depth} deep; limits.depth is ${limits.depth}.`,
      'Do it in this conversation, or raise limits.depth in ctrlg.config.json.',
    );
  }
  const count = countThisMinute(home, tasks.length);
  if (count > limits.tasksPerMinute) {
    throw new UserError(
      `${count} tasks were put in this minute; limits.tasksPerMinute is ${limits.tasksPerMinute}. Nothing was put.`,
      'See who puts them with ctrlg results; wait a minute, or raise the limit in ctrlg.config.json.',
    );
  }
}

/** A file per minute, a byte per task: appending is one step for many processes, and nothing has to be listed. */
function countThisMinute(home: string, more: number): number {
  const minute = Math.floor(nowMs() / 60_000);
  const file = `${minutesFolder(home)}/${minute}`;
  try {
    makePrivateFolder(minutesFolder(home));
    appendFileSync(file, '.'.repeat(more), { mode: 0o600 });
    const count = statSync(file).size;
    if (count === more) forgetBefore(home, minute);
    return count;
  } catch {
    // Where no byte can be written no task can be put: that says it better.
    return more;
  }
}

/** The first one of a minute clears the minutes before. */
function forgetBefore(home: string, minute: number): void {
  for (const name of listIfThere(minutesFolder(home)))
    if (Number(name) !== minute) removeIfThere(`${minutesFolder(home)}/${name}`);
}
