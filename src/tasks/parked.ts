import { nowIso } from '../system/clock.ts';
import { type Database, prepared } from '../system/database.ts';

/** A task that met a passing trouble and waits for its next attempt. */
export interface Parked {
  readonly taskId: string;
  /** ISO 8601. */
  readonly notBefore: string;
  /** The trouble, for a person. */
  readonly why: string;
  /** How many turns were tried. */
  readonly attempts: number;
}

const TROUBLE =
  "(SELECT reason FROM runs WHERE task_id = tasks.id AND outcome = 'retried' ORDER BY fence DESC LIMIT 1)";

/** The task of an agent's that may be tried again next, while it is too early for it; undefined when none is parked. */
export function parkedOf(database: Database, agent: string): Parked | undefined {
  const row = prepared(
    database,
    `SELECT id, not_before, attempts, ${TROUBLE} AS why FROM tasks
       WHERE agent = ? AND state = 'queued' AND waits = 0 AND not_before > ? ORDER BY not_before LIMIT 1`,
  ).get(agent, nowIso()) as
    | { id: string; not_before: string; attempts: number; why: string | null }
    | undefined;
  return (
    row && { taskId: row.id, notBefore: row.not_before, why: row.why ?? '', attempts: Number(row.attempts) }
  );
}

/** Why the last attempt at a task ended; '' when there was none. */
export function lastTrouble(database: Database, taskId: string): string {
  const row = prepared(database, `SELECT ${TROUBLE} AS why FROM tasks WHERE id = ?`).get(taskId) as
    | { why: string | null }
    | undefined;
  return row?.why ?? '';
}
