import { join } from 'node:path';
import { taskPlaces } from '../project/places.ts';
import { readIfThere } from '../system/files.ts';
import type { Task } from '../tasks/task.ts';

/** The agent that runs a task: the one it was put for, unless another of its pool has claimed it. */
export const runnerOf = (home: string, task: Task): string =>
  readIfThere(join(taskPlaces(home, task.id).folder, 'agent'))?.trim() || task.agent;
