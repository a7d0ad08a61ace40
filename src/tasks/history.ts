import { nowIso } from '../system/clock.ts';
import { type Database, prepared } from '../system/database.ts';

/** One transition of a task, with what showed it. */
export interface HistoryEntry {
  /** ISO 8601. */
  readonly at: string;
  /** 0 for what happened before the first claim. */
  readonly fence: number;
  /** `queued`, `claimed`, `placed`, `submitted`, `blocked`, `retried`, … or the outcome. */
  readonly what: string;
  readonly evidence: string;
}

/** Appends one transition; belongs into the transaction that makes it. */
export function record(
  database: Database,
  { taskId, fence }: { readonly taskId: string; readonly fence: number },
  what: string,
  evidence: string,
): void {
  prepared(database, 'INSERT INTO history (at, task_id, fence, what, evidence) VALUES (?, ?, ?, ?, ?)').run(
    nowIso(),
    taskId,
    fence,
    what,
    evidence,
  );
}

/** All that happened to a task, oldest first. */
export function historyOf(database: Database, taskId: string): HistoryEntry[] {
  return prepared(
    database,
    'SELECT at, fence, what, evidence FROM history WHERE task_id = ? ORDER BY seq',
  ).all(taskId) as HistoryEntry[];
}
