import { readFileSync } from 'node:fs';
import { taskPlaces, tasksFolder } from '../project/places.ts';
import type { Database } from '../system/database.ts';
import { listIfThere, readIfThere } from '../system/files.ts';
import { type Done, readDone } from './done-marker.ts';
import { type Progress, progressOf } from './progress.ts';
import { readPrompt, readTask } from './put.ts';
import type { Task } from './task.ts';
import { TASK_ID } from './task-key.ts';

/** A task and how far it is. */
export interface TaskReport {
  readonly task: Task;
  readonly prompt: string;
  /** How it ended, else how far it is. `unreadable`: its done marker cannot be read. */
  readonly status: Done['status'] | Progress['status'] | 'unreadable';
  /** Who has it, or had it. */
  readonly agent: string;
  /** The ids of the tasks that must be done first and are not. */
  readonly waitsFor: readonly string[];
  /** When it is tried again, ISO 8601; null unless it is `retrying`. */
  readonly notBefore: string | null;
  /** Undefined while it has not ended. */
  readonly done: Done | undefined;
}

/** The ids of all tasks that start with a prefix, newest first. */
export function taskIds(home: string, prefix = ''): string[] {
  const ids = listIfThere(tasksFolder(home)).filter((id) => TASK_ID.test(id) && id.startsWith(prefix));
  // The ids are time-ordered.
  return ids.sort((a, b) => (a < b ? 1 : -1));
}

/**
 * What is known of a task; undefined where there is none, or only what a killed process left of one. Without the
 * database, which costs more to open than all the rest, a task that is tried again later is told as `queued`.
 */
export function reportTask(home: string, id: string, database?: Database): TaskReport | undefined {
  const task = readTask(home, id);
  if (!task) return undefined;
  const report = { task, prompt: readPrompt(home, id), waitsFor: [], notBefore: null };
  try {
    const done = readDone(home, id);
    if (done) return { ...report, done, status: done.status, agent: done.agent_id };
    return { ...report, done, ...progressOf(home, task, database) };
  } catch {
    return { ...report, done: undefined, status: 'unreadable', agent: task.agent };
  }
}

/** Whether a task has not ended, as far as its report tells. */
export const isOpen = ({ status }: Pick<TaskReport, 'status'>): boolean => OPEN.has(status);

const OPEN: ReadonlySet<string> = new Set<Progress['status']>([
  'queued',
  'waiting',
  'retrying',
  'running',
  'blocked',
]);

/** The exact bytes of a task's result; empty where it has none. */
export function readResult(home: string, id: string): Buffer {
  const { result } = taskPlaces(home, id);
  return readIfThere(result) === undefined ? Buffer.alloc(0) : readFileSync(result);
}
