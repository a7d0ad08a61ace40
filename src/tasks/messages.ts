import { type Database, prepared, transact } from '../system/database.ts';
import { type Ending, endTask } from './ended.ts';
import { record } from './history.ts';

/** The messages that wait for an agent and that it was not given yet, oldest first. */
export function waitingMessages(database: Database, agent: string): string[] {
  const rows = prepared(
    database,
    "SELECT id FROM tasks WHERE agent = ? AND state = 'queued' AND waits = 0 AND origin_kind = 'send' AND attempts = 0 ORDER BY rank, id LIMIT 20",
  ).all(agent) as { id: string }[];
  return rows.map(({ id }) => id);
}

/**
 * Ends a message that an agent was told in the middle of a turn; undefined where it has ended already, taken back in that
 * very moment. The caller announces the ending.
 */
export function endTold(database: Database, id: string, evidence: string): Ending | undefined {
  return transact(database, () => {
    if (!deliveryOf(database, id)) record(database, { taskId: id, fence: 0 }, TOLD, evidence);
    const isQueued = prepared(database, "SELECT 1 FROM tasks WHERE id = ? AND state = 'queued'").get(id);
    return isQueued ? endTask(database, id, { kind: 'done' }) : undefined;
  });
}

const TOLD = 'told';

/** When and on what evidence an agent has got a message; undefined while it has not. */
export interface Delivery {
  /** ISO 8601. */
  readonly at: string;
  readonly evidence: string;
  readonly isMidTurn: boolean;
}

export function deliveryOf(database: Database, id: string): Delivery | undefined {
  const row = prepared(
    database,
    "SELECT at, what, evidence FROM history WHERE task_id = ? AND what IN ('told', 'submitted') ORDER BY seq LIMIT 1",
  ).get(id) as { at: string; what: string; evidence: string } | undefined;
  return row && { at: row.at, evidence: row.evidence, isMidTurn: row.what === TOLD };
}
