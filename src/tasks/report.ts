import { readFileSync } from 'node:fs';
import { agentPlaces, taskPlaces, tasksFolder } from '../project/places.ts';
import { readStatus } from '../status/read.ts';
import { listIfThere, readIfThere } from '../system/files.ts';
import { type Done, readDone } from './done-marker.ts';
import { readPrompt, readTask } from './put.ts';
import type { Task } from './task.ts';
import { TASK_ID } from './task-key.ts';

/** A task and how far it is. */
export interface TaskReport {
  readonly task: Task;
  readonly prompt: string;
  /** `unreadable`: its done marker cannot be read. */
  readonly status: Done['status'] | 'queued' | 'running' | 'unreadable';
  /** Undefined while it has not ended. */
  readonly done: Done | undefined;
}

/** The ids of all tasks that start with a prefix, newest first. */
export function taskIds(home: string, prefix = ''): string[] {
  const ids = listIfThere(tasksFolder(home)).filter((id) => TASK_ID.test(id) && id.startsWith(prefix));
  // The ids are time-ordered.
  return ids.sort((a, b) => (a < b ? 1 : -1));
}

/** What is known of a task; undefined where there is none, or only what a killed process left of one. */
export function reportTask(home: string, id: string): TaskReport | undefined {
  const task = readTask(home, id);
  if (!task) return undefined;
  const prompt = readPrompt(home, id);
  try {
    const done = readDone(home, id);
    return { task, prompt, done, status: done?.status ?? progressOf(home, task) };
  } catch {
    return { task, prompt, done: undefined, status: 'unreadable' };
  }
}

/** The database knows it too, but opening it costs more than all the rest. */
function progressOf(home: string, task: Task): 'queued' | 'running' {
  const state = readStatus(agentPlaces(home, task.agent).status);
  return 'status' in state && state.status.current_task === task.id ? 'running' : 'queued';
}

/** The exact bytes of a task's result; empty where it has none. */
export function readResult(home: string, id: string): Buffer {
  const { result } = taskPlaces(home, id);
  return readIfThere(result) === undefined ? Buffer.alloc(0) : readFileSync(result);
}
