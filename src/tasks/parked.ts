import { isoOf, nowIso, nowMs } from '../system/clock.ts';
import { type Database, prepared, transact } from '../system/database.ts';
import { record } from './history.ts';

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

/** A trouble that lies this far in the future was met before the clock was set back; a slewed clock is no such thing. */
const SET_BACK_MS = 2_000;

/** Lets tasks begin that were parked before the clock was set back: they would wait as much longer. Returns their ids. */
export function unparkAfterSetBack(database: Database): string[] {
  const rows = prepared(
    database,
    `SELECT id FROM tasks WHERE state = 'queued' AND not_before > ? AND EXISTS (
       SELECT 1 FROM runs WHERE task_id = tasks.id AND ended_at > ?)`,
  ).all(nowIso(), isoOf(nowMs() + SET_BACK_MS)) as { id: string }[];
  return rows.map(({ id }) => id).filter((id) => transact(database, () => unpark(database, id)));
}

function unpark(database: Database, taskId: string): boolean {
  const { changes } = prepared(
    database,
    "UPDATE tasks SET not_before = NULL WHERE id = ? AND state = 'queued'",
  ).run(taskId);
  if (Number(changes) > 0) record(database, { taskId, fence: 0 }, 'unparked', 'the clock was set back');
  return Number(changes) > 0;
}
