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
  const { id, agent, outcome, state, group, since, until, limit } = filter;
  return prepared(
    database,
    `SELECT id, agent, coalesce(target, agent) AS target, form, priority, state, created_at AS createdAt,
       deadline_at AS deadlineAt, (SELECT min(claimed_at) FROM runs WHERE task_id = id) AS claimedAt,
       ended_at AS endedAt, outcome, coalesce(reason, '') AS reason, late AS isLate, attempts, turn_ms AS turnMs,
       tokens_in AS tokensIn, tokens_out AS tokensOut, cost_usd AS costUsd, group_id AS "group", parent,
       origin_kind AS originKind, prompt_head AS promptHead
     FROM tasks WHERE id = coalesce($id, id) AND agent = coalesce($agent, agent) AND state = coalesce($state, state)
       AND ($outcome IS NULL OR outcome = $outcome) AND ($group IS NULL OR group_id = $group)
       AND created_at >= coalesce($since, '') AND ($until IS NULL OR created_at < $until)
     ORDER BY created_at DESC, id DESC LIMIT $limit`,
  )
    .all({
      id: id ?? null,
      agent: agent ?? null,
      outcome: outcome ?? null,
      state: state ?? null,
      group: group ?? null,
      since: since ?? null,
      until: until ?? null,
      limit: limit ?? -1,
    })
    .map((row) => ({ ...(row as TaskRow), isLate: (row as { isLate: unknown }).isLate === 1 }));
}

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
