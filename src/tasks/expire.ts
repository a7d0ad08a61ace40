import { type Database, prepared } from '../system/database.ts';
import { announce } from './ended.ts';
import { endQueued, overdueOf } from './queue.ts';

/** Ends the tasks that nobody had begun by their deadline, of one agent or of all; returns their ids. */
export function expireOverdue(home: string, database: Database, agent?: string): string[] {
  return overdueOf(database, agent).filter((id) => {
    const ending = endQueued(database, id, { kind: 'timed-out', reason: whyOverdue(database, id) });
    if (ending) announce(home, ending);
    return ending !== undefined;
  });
}

function whyOverdue(database: Database, id: string): string {
  const row = prepared(database, 'SELECT agent, waits, attempts FROM tasks WHERE id = ?').get(id) as {
    agent: string;
    waits: number;
    attempts: number;
  };
  if (row.waits === 1) return 'What was to be done first was not done by its deadline.';
  if (row.attempts > 0) return 'Its deadline came before it could be tried again.';
  return `Agent ${row.agent} had not begun it by its deadline.`;
}
