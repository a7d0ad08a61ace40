import { type Database, prepared } from '../system/database.ts';
import type { RowFilter } from './rows.ts';

/** One turn whose beginning and end are known. */
export interface Turn {
  readonly taskId: string;
  /** The client took the prompt; ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
}

type TurnFilter = Pick<RowFilter, 'agent' | 'since' | 'until'>;

/**
 * The turns of the tasks that fit, oldest first. One whose agent was gone is not among them: nobody knows when it ended,
 * only when somebody noticed.
 */
export function turnsOf(database: Database, { agent, since, until }: TurnFilter = {}): Turn[] {
  const statement = prepared(
    database,
    `SELECT task_id, submitted_at, runs.ended_at FROM runs JOIN tasks ON tasks.id = task_id
     WHERE submitted_at IS NOT NULL AND runs.ended_at IS NOT NULL AND runs.outcome <> 'agent-gone'
       AND ($agent IS NULL OR tasks.agent = $agent)
       AND tasks.created_at >= coalesce($since, '') AND ($until IS NULL OR tasks.created_at < $until)
     ORDER BY submitted_at`,
  );
  statement.setReturnArrays(true);
  const rows = statement.all({ agent: agent ?? null, since: since ?? null, until: until ?? null });
  return (rows as unknown as [string, string, string][]).map(([taskId, startedAt, endedAt]) => ({
    taskId,
    startedAt,
    endedAt,
  }));
}

/** For tasks that were to come after others: when the last of those ended, ISO 8601. Only then could they begin. */
export function releasedAt(database: Database): Map<string, string> {
  const rows = prepared(
    database,
    `SELECT task_id AS id, max(first.ended_at) AS at FROM task_after JOIN tasks AS first ON first.id = after_id
     GROUP BY task_id HAVING at IS NOT NULL`,
  ).all() as { id: string; at: string }[];
  return new Map(rows.map(({ id, at }) => [id, at]));
}
