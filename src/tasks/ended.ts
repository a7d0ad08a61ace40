import { existsSync } from 'node:fs';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { nowIso } from '../system/clock.ts';
import { type Database, prepared } from '../system/database.ts';
import { makePrivateFolder, writePrivateFile } from '../system/files.ts';
import { isMarkedDone, writeDone } from './done-marker.ts';
import { record } from './history.ts';
import type { Outcome, OutcomeKind } from './task.ts';

/** What a client told of a turn. Where a task took several, they add up. */
export interface Figures {
  /** From the prompt taken to the end of the turn. */
  readonly turnMs?: number | undefined;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly costUsd?: number | undefined;
}

/** A task whose row says how it ended. */
export interface EndedTask {
  readonly taskId: string;
  readonly agent: string;
  readonly outcome: Outcome;
  readonly endedAt: string;
  readonly turnMs: number;
  /** How many turns were tried; 0 when it was never begun. */
  readonly attempts: number;
  /** It ended after its deadline. */
  readonly isLate: boolean;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly costUsd: number | null;
}

/** What one end brought about. `announce` tells it to the others, once the transaction is kept. */
export interface Ending {
  /** The task itself, and those that were to come after it and now never will. */
  readonly ended: readonly EndedTask[];
  /** Tasks that waited for it only and may begin. */
  readonly released: readonly { readonly taskId: string; readonly agent: string }[];
}

export const NO_ENDING: Ending = { ended: [], released: [] };

const COLUMNS =
  'id, agent, outcome, reason, ended_at, turn_ms, attempts, late, tokens_in, tokens_out, cost_usd' as const;

/**
 * Ends a task's row and, where it was not done, those of all that were to come after it. Belongs into the caller's
 * transaction, after the caller has seen that the task may be ended. `fence` is for the history.
 */
export function endTask(database: Database, taskId: string, outcome: Outcome, fence = 0): Ending {
  const ended = [endRow(database, taskId, outcome, fence)];
  const released: { taskId: string; agent: string }[] = [];
  // Grows while it is walked: dependents of dependents. No recursion, a chain may be long.
  for (const first of ended) {
    if (first.outcome.kind === 'done') released.push(...release(database, first.taskId));
    else ended.push(...dependentsOf(database, first.taskId).map((id) => drop(database, id, first)));
  }
  return { ended, released };
}

function endRow(database: Database, taskId: string, outcome: Outcome, fence: number): EndedTask {
  const reason = outcome.kind === 'done' ? '' : outcome.reason;
  const now = nowIso();
  const [row] = prepared(
    database,
    `UPDATE tasks SET state = 'ended', outcome = ?, reason = ?, ended_at = ?, late = deadline_at < ? WHERE id = ? RETURNING ${COLUMNS}`,
  ).all(outcome.kind, reason, now, now, taskId);
  record(database, { taskId, fence }, outcome.kind, reason);
  return fromRow(row as Row);
}

function drop(database: Database, taskId: string, first: EndedTask): EndedTask {
  return endRow(database, taskId, droppedBy(first), 0);
}

/** How a task ends that was to come after one which was not done. */
export const droppedBy = ({ taskId, agent, outcome }: EndedTask): Outcome => ({
  kind: 'cancelled',
  reason: `Task ${taskId} (${agent}) was to be done first, and it ended ${outcome.kind}.`,
});

function dependentsOf(database: Database, firstId: string): string[] {
  const rows = prepared(
    database,
    "SELECT task_id FROM task_after JOIN tasks ON id = task_id WHERE after_id = ? AND state = 'queued' ORDER BY task_id",
  ).all(firstId) as { task_id: string }[];
  return rows.map((row) => row.task_id);
}

/** Counted anew each time, not counted down: a count cannot drift. */
function release(database: Database, firstId: string): { taskId: string; agent: string }[] {
  return dependentsOf(database, firstId).flatMap((id) => {
    const row = prepared(
      database,
      `UPDATE tasks SET waits = 0 WHERE id = ? AND waits = 1 AND NOT EXISTS (
         SELECT 1 FROM task_after LEFT JOIN tasks AS first ON first.id = after_id
           WHERE task_id = tasks.id AND first.outcome IS NOT 'done') RETURNING agent`,
    ).all(id)[0] as { agent: string } | undefined;
    return row ? [{ taskId: id, agent: row.agent }] : [];
  });
}

/** How a task ended; undefined while it has not. */
export function endedTask(database: Database, taskId: string): EndedTask | undefined {
  const row = prepared(database, `SELECT ${COLUMNS} FROM tasks WHERE id = ? AND state = 'ended'`).get(taskId);
  return row && fromRow(row as Row);
}

/** The tasks that have ended since a moment (ISO 8601), the latest first; only those of an agent where one is given. */
export function endedSince(database: Database, since: string, agent?: string): EndedTask[] {
  const rows = prepared(
    database,
    `SELECT ${COLUMNS} FROM tasks WHERE state = 'ended' AND ended_at >= ? AND agent = coalesce(?, agent) ORDER BY ended_at DESC`,
  ).all(since, agent ?? null);
  return (rows as Row[]).map(fromRow);
}

/** Writes the done markers of what has ended and wakes the agents whose tasks may begin. Doing it twice changes nothing. */
export function announce(home: string, { ended, released }: Ending): void {
  for (const task of ended) {
    // Where the folder is gone too, somebody cleared it away: nothing is left to be told.
    const isThere = existsSync(taskPlaces(home, task.taskId).folder);
    if (isThere && !isMarkedDone(home, task.taskId)) markDone(home, task);
  }
  for (const { taskId, agent } of released) {
    const { inbox } = agentPlaces(home, agent);
    makePrivateFolder(inbox);
    // Entered already: the entry changes nothing but is an event for the agent's wrapper.
    writePrivateFile(`${inbox}/${taskId}`, '');
  }
}

/** Writes the marker of a task whose row says that it has ended. */
export function markDone(home: string, task: EndedTask): void {
  writeDone(
    home,
    {
      task_id: task.taskId,
      agent_id: task.agent,
      duration_ms: task.turnMs,
      ended_at: task.endedAt,
      attempts: task.attempts,
      ...(task.isLate && { late: true }),
      ...(task.tokensIn !== null && { tokens_in: task.tokensIn }),
      ...(task.tokensOut !== null && { tokens_out: task.tokensOut }),
      ...(task.costUsd !== null && { cost_usd: task.costUsd }),
    },
    task.outcome,
  );
}

interface Row {
  readonly id: string;
  readonly agent: string;
  readonly outcome: OutcomeKind | null;
  readonly reason: string | null;
  readonly ended_at: string | null;
  readonly turn_ms: number;
  readonly attempts: number;
  readonly late: number;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cost_usd: number | null;
}

const fromRow = (row: Row): EndedTask => ({
  taskId: row.id,
  agent: row.agent,
  outcome: outcomeOfRow(row),
  endedAt: row.ended_at ?? '',
  turnMs: row.turn_ms,
  attempts: row.attempts,
  isLate: row.late === 1,
  tokensIn: row.tokens_in,
  tokensOut: row.tokens_out,
  costUsd: row.cost_usd,
});

const outcomeOfRow = ({ outcome, reason }: Row): Outcome =>
  outcome === 'done' ? { kind: 'done' } : { kind: outcome ?? 'failed', reason: reason ?? '' };
