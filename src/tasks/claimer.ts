import { dirname } from 'node:path';
import { taskPlaces } from '../project/places.ts';
import type { Database } from '../system/database.ts';
import { readIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import type { Task } from './task.ts';

const claimerFile = (home: string, id: string): string => `${taskPlaces(home, id).folder}/agent`;

/** Tells those who wait that another agent than the one it was put for has claimed a task. Never throws: it has. */
export function noteClaimer(database: Database, taskId: string, agent: string): void {
  try {
    replaceFile(claimerFile(dirname(database.location()!), taskId), agent);
  } catch {
    // A full disk: whoever waits sees the answer all the same.
  }
}

/** The agent that has a task: the one that claimed it last, else the one it was put for. */
export const agentOf = (home: string, task: Pick<Task, 'id' | 'agent'>): string =>
  readIfThere(claimerFile(home, task.id))?.trim() || task.agent;
