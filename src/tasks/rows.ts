import { startOfToday } from '../system/clock.ts';
import { type Database, prepared } from '../system/database.ts';
import type { OutcomeKind, Priority, Task } from './task.ts';

/** A task as the database has it: what history and figures are made of, with no file read. */
export interface TaskRow {
  readonly id: string;
  readonly agent: string;
  readonly target: string;
  readonly form: Task['form'];
  readonly priority: Priority;
  readonly state: 'queued' | 'running' | 'ended';
  readonly createdAt: string;
  readonly deadlineAt: string;
  /** Its first claim; null when it was never begun. */
  readonly claimedAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: OutcomeKind | null;
  readonly reason: string;
  readonly isLate: boolean;
  readonly attempts: number;
  readonly turnMs: number;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly costUsd: number | null;
  readonly group: string | null;
  readonly parent: string | null;
  readonly originKind: Task['origin']['kind'] | null;
  /** The first 200 characters of its prompt; empty for tasks of ctrlg 0.1. */
  readonly promptHead: string;
}

export interface RowFilter {
  readonly id?: string | undefined;
  readonly agent?: string | undefined;
  readonly outcome?: OutcomeKind | undefined;
  readonly state?: TaskRow['state'] | undefined;
  readonly group?: string | undefined;
  /** Made at this moment or later, and before that one; ISO 8601. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit?: number | undefined;
}

/** The tasks that fit, newest first. */
export function taskRows(database: Database, filter: RowFilter = {}): TaskRow[] {
  const { where, parameters } = whereOf(filter);
  const statement = prepared(
    database,
    `SELECT ${SELECTED} FROM tasks WHERE ${where} ORDER BY created_at DESC, id DESC LIMIT $limit`,
  );
  // Rows as arrays come from the binding in a third of the time, which ten thousand of them are felt by.
  statement.setReturnArrays(true);
  const rows = statement.all({ ...parameters, limit: filter.limit ?? -1 }) as unknown as unknown[][];
  return rows.map(rowOf);
}

/** What figures are made of; less than a row, as ten thousand of them are added up while somebody waits. */
export type TaskFact = Pick<
  TaskRow,
  | 'id'
  | 'agent'
  | 'state'
  | 'outcome'
  | 'isLate'
  | 'createdAt'
  | 'claimedAt'
  | 'attempts'
  | 'tokensIn'
  | 'tokensOut'
  | 'costUsd'
  | 'group'
>;

/** The same of the tasks that fit, in no particular order. */
export function taskFacts(database: Database, filter: RowFilter = {}): TaskFact[] {
  const { where, parameters } = whereOf(filter);
  const statement = prepared(
    database,
    `SELECT id, agent, state, outcome, late, created_at, (SELECT min(claimed_at) FROM runs WHERE task_id = id), attempts,
       tokens_in, tokens_out, cost_usd, group_id FROM tasks WHERE ${where}`,
  );
  statement.setReturnArrays(true);
  return (statement.all(parameters) as unknown as FactCells[]).map(
    ([
      id,
      agent,
      state,
      outcome,
      late,
      createdAt,
      claimedAt,
      attempts,
      tokensIn,
      tokensOut,
      costUsd,
      group,
    ]) => ({
      id,
      agent,
      state,
      outcome,
      isLate: late === 1,
      createdAt,
      claimedAt,
      attempts,
      tokensIn,
      tokensOut,
      costUsd,
      group,
    }),
  );
}

type FactCells = readonly [
  id: string,
  agent: string,
  state: TaskRow['state'],
  outcome: OutcomeKind | null,
  late: number,
  createdAt: string,
  claimedAt: string | null,
  attempts: number,
  tokensIn: number | null,
  tokensOut: number | null,
  costUsd: number | null,
  group: string | null,
];

/** How many tasks fit, whatever the limit. */
export function countRows(database: Database, filter: RowFilter = {}): number {
  const { where, parameters } = whereOf(filter);
  const row = prepared(database, `SELECT count(*) AS count FROM tasks WHERE ${where}`).get(parameters);
  return (row as { count: number }).count;
}

/** In the order in which `rowOf` takes them. */
const SELECTED = `id, agent, coalesce(target, agent), form, priority, state, created_at, deadline_at,
  (SELECT min(claimed_at) FROM runs WHERE task_id = id), ended_at, outcome, coalesce(reason, ''), late, attempts, turn_ms,
  tokens_in, tokens_out, cost_usd, group_id, parent, origin_kind, prompt_head`;

/** The conditions of a filter, only those that it has: SQLite then finds an index. Its values are the parameters. */
function whereOf(filter: RowFilter): { where: string; parameters: Record<string, string> } {
  const { limit: _, ...fields } = filter;
  const asked = Object.entries(fields).filter(
    (entry): entry is [keyof typeof CONDITIONS, string] => entry[1] !== undefined,
  );
  return {
    where: asked.map(([name]) => CONDITIONS[name]).join(' AND ') || 'TRUE',
    parameters: Object.fromEntries(asked),
  };
}

const CONDITIONS: Record<Exclude<keyof RowFilter, 'limit'>, string> = {
  id: 'id = $id',
  agent: 'agent = $agent',
  outcome: 'outcome = $outcome',
  state: 'state = $state',
  group: 'group_id = $group',
  since: 'created_at >= $since',
  until: 'created_at < $until',
};

const rowOf = (cells: unknown[]): TaskRow => ({
  id: cells[0] as string,
  agent: cells[1] as string,
  target: cells[2] as string,
  form: cells[3] as TaskRow['form'],
  priority: cells[4] as Priority,
  state: cells[5] as TaskRow['state'],
  createdAt: cells[6] as string,
  deadlineAt: cells[7] as string,
  claimedAt: cells[8] as string | null,
  endedAt: cells[9] as string | null,
  outcome: cells[10] as OutcomeKind | null,
  reason: cells[11] as string,
  isLate: cells[12] === 1,
  attempts: cells[13] as number,
  turnMs: cells[14] as number,
  tokensIn: cells[15] as number | null,
  tokensOut: cells[16] as number | null,
  costUsd: cells[17] as number | null,
  group: cells[18] as string | null,
  parent: cells[19] as string | null,
  originKind: cells[20] as TaskRow['originKind'],
  promptHead: cells[21] as string,
});

/** The first characters of what an agent was asked before, newest first. */
export function promptHeadsOf(database: Database, agent: string, limit: number): string[] {
  const rows = prepared(
    database,
    "SELECT prompt_head FROM tasks WHERE agent = ? AND prompt_head <> '' ORDER BY created_at DESC, id DESC LIMIT ?",
  ).all(agent, limit) as { prompt_head: string }[];
  return rows.map((row) => row.prompt_head);
}

/** What clients told that today's turns cost, in US dollars; the day is that of the local clock. */
export function spentToday(database: Database): number {
  const { spent } = prepared(
    database,
    `SELECT coalesce(sum(cost_usd), 0) AS spent FROM (
       SELECT cost_usd FROM tasks WHERE state = 'ended' AND ended_at >= ?
       UNION ALL SELECT cost_usd FROM tasks WHERE state <> 'ended' AND cost_usd IS NOT NULL)`,
  ).get(startOfToday()) as { spent: number };
  return spent;
}
