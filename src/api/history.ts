import type { Database } from '../system/database.ts';
import type { History, HistoryOptions } from './ctrlg.ts';
import { type Entry, entriesOf } from './history-entries.ts';

const SHOWN = 20;

/** `Ctrlg.history`. */
export function historyOf(home: string, database: Database, options: HistoryOptions): History {
  const { agent, outcome, since, until, limit = SHOWN } = options;
  const filter = { agent, outcome, since: since?.toISOString(), until: until?.toISOString() };
  const text = options.text?.trim() || undefined;
  const { entries, more } = entriesOf(home, database, { filter, text, limit });
  return { entries: entries.map(fieldsOf), more };
}

const fieldsOf = ({ row, status, promptHead, found }: Entry): History['entries'][number] => ({
  id: row.id,
  agent: row.agent,
  // Without a report all that is known is that it has not ended.
  status: status === 'ended' ? 'unreadable' : status,
  createdAt: row.createdAt,
  endedAt: row.endedAt,
  attempts: row.attempts,
  turnMs: row.turnMs,
  tokensIn: row.tokensIn,
  tokensOut: row.tokensOut,
  costUsd: row.costUsd,
  promptHead,
  snippet: found?.snippet ?? null,
});
