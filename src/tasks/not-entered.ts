import { agentPlaces, agentsFolder } from '../project/places.ts';
import { type Database, prepared } from '../system/database.ts';
import { listIfThere } from '../system/files.ts';
import { readTask } from './put.ts';
import type { RowFilter, TaskRow } from './rows.ts';
import type { Task } from './task.ts';
import { TASK_ID } from './task-key.ts';

/**
 * Tasks that are accepted and that no wrapper has entered yet, because none runs or it is starting: those that fit, as
 * rows, newest first.
 */
export function rowsNotEntered(
  home: string,
  database: Database,
  { id, agent, since, until }: Pick<RowFilter, 'id' | 'agent' | 'since' | 'until'> = {},
): TaskRow[] {
  return listIfThere(agentsFolder(home))
    .flatMap((name) => listIfThere(agentPlaces(home, name).inbox))
    .filter((name) => TASK_ID.test(name) && (id ?? name) === name && !isEntered(database, name))
    .map((name) => readTask(home, name))
    .filter((task) => task !== undefined)
    .map(rowOf)
    .filter(
      (row) =>
        (agent ?? row.agent) === row.agent &&
        (since === undefined || row.createdAt >= since) &&
        (until === undefined || row.createdAt < until),
    )
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

const isEntered = (database: Database, id: string): boolean =>
  prepared(database, 'SELECT 1 FROM tasks WHERE id = ?').get(id) !== undefined;

const rowOf = (task: Task): TaskRow => ({
  id: task.id,
  agent: task.agent,
  target: task.target,
  form: task.form,
  priority: task.priority,
  state: 'queued',
  createdAt: task.created_at,
  deadlineAt: task.deadline_at,
  claimedAt: null,
  endedAt: null,
  outcome: null,
  reason: '',
  isLate: false,
  attempts: 0,
  turnMs: 0,
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  group: task.group,
  parent: task.parent,
  originKind: task.origin.kind,
  promptHead: task.prompt_head ?? '',
});
