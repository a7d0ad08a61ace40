import { nowMs } from '../system/clock.ts';

/** A task's identity: settled before there is a task. */
export interface TaskKey {
  readonly id: string;
  /** When it was asked, in whole ms since the epoch. */
  readonly atMs: number;
}

/** Ids are 8 time-ordered characters and 3 random ones, safe in a file name and easy to type. */
export const TASK_ID = /^[0-9a-z]{6,20}$/;

const RANDOM = 36 ** 3;
let last = { atMs: 0, random: 0 };

/**
 * The key of what is asked now. Those that one process makes sort in the order they were made: several in one millisecond
 * count up from the first, which leaves room above it. Nothing hangs on their being hard to guess, and node:crypto takes
 * 3 ms to load.
 */
export function newTaskKey(): TaskKey {
  const atMs = nowMs();
  const random = atMs === last.atMs ? last.random + 1 : Math.floor(Math.random() * (RANDOM - 1_000));
  last = { atMs, random };
  return taskKey(atMs, random);
}

export function taskKey(atMs: number, random: number): TaskKey {
  const tail = (random % RANDOM).toString(36).padStart(3, '0');
  return { id: `${atMs.toString(36)}${tail}`, atMs };
}
