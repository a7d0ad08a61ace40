import { nowIso } from '../system/clock.ts';
import { type Database, prepared } from '../system/database.ts';

/** Whether a task that an agent may take from its siblings waits in one of their queues. A look costs no transaction. */
export function hasTaskOf(database: Database, targets: readonly string[]): boolean {
  const now = nowIso();
  return targets.some(
    (target) =>
      prepared(
        database,
        `SELECT 1 FROM tasks WHERE target = ? AND state = 'queued' AND waits = 0 AND go_on = 0 AND origin_kind IS NOT 'send'
           AND coalesce(not_before, ?) <= ? AND deadline_at >= ? LIMIT 1`,
      ).get(target, now, now, now) !== undefined,
  );
}
