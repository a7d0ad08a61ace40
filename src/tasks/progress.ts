import { existsSync } from 'node:fs';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { readStatus } from '../status/read.ts';
import { nowIso } from '../system/clock.ts';
import { type Database, prepared } from '../system/database.ts';
import { agentOf } from './claimer.ts';
import type { Task } from './task.ts';

/** How far a task is that has not ended. */
export interface Progress {
  /** `waiting`: for tasks that must be done first. `retrying`: not before a moment. `blocked`: its agent asks a person. */
  readonly status: 'queued' | 'waiting' | 'retrying' | 'running' | 'blocked';
  /** Who has it. */
  readonly agent: string;
  /** The ids of the tasks that must be done first and are not. */
  readonly waitsFor: readonly string[];
  /** When it is tried again, ISO 8601; null where it is not parked, and where no database was asked. */
  readonly notBefore: string | null;
}

/** From the files alone, which costs less than to open the database; only the database knows of `retrying`. */
export function progressOf(home: string, task: Task, database?: Database): Progress {
  const row = database && rowOf(database, task.id);
  const agent = row?.agent ?? agentOf(home, task);
  const waitsFor = task.after.filter((first) => !existsSync(taskPlaces(home, first).done));
  const atHand = statusAtHand(home, agent, task.id);
  if (row ? row.state !== 'queued' : atHand !== undefined)
    return { status: atHand ?? 'running', agent, waitsFor: [], notBefore: null };
  if (row ? row.waits === 1 : waitsFor.length > 0)
    return { status: 'waiting', agent, waitsFor, notBefore: null };
  const isParked = row?.not_before != null && row.not_before > nowIso();
  return {
    status: isParked ? 'retrying' : 'queued',
    agent,
    waitsFor: [],
    notBefore: isParked ? row.not_before : null,
  };
}

interface Row {
  readonly state: string;
  readonly agent: string;
  readonly waits: number;
  readonly not_before: string | null;
}

const rowOf = (database: Database, id: string): Row | undefined =>
  prepared(database, 'SELECT state, agent, waits, not_before FROM tasks WHERE id = ?').get(id) as
    | Row
    | undefined;

/** What the agent's status file says of the task; undefined when the agent is about something else. */
function statusAtHand(home: string, agent: string, id: string): 'running' | 'blocked' | undefined {
  const state = readStatus(agentPlaces(home, agent).status);
  if (!('status' in state) || state.status.current_task !== id) return undefined;
  return state.status.status === 'blocked' ? 'blocked' : 'running';
}
