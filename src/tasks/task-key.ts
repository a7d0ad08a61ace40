import { nowMs } from '../system/clock.ts';

/** A task's identity: settled before there is a task. */
export interface TaskKey {
  readonly id: string;
  /** When it was asked, in whole ms since the epoch. */
  readonly atMs: number;
}

/** Ids are 8 time-ordered characters and 3 random ones, safe in a file name and easy to type. */
export const TASK_ID = /^[0-9a-z]{6,20}$/;

/** The key of what is asked now. Nothing hangs on its being hard to guess, and node:crypto takes 3 ms to load. */
export const newTaskKey = (): TaskKey => taskKey(nowMs(), Math.floor(Math.random() * 36 ** 3));

export function taskKey(atMs: number, random: number): TaskKey {
  const tail = (random % 36 ** 3).toString(36).padStart(3, '0');
  return { id: `${atMs.toString(36)}${tail}`, atMs };
}
