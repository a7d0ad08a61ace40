import { waitMs } from '../figures/summary.ts';
import type { Database } from '../system/database.ts';
import { rowsNotEntered } from '../tasks/not-entered.ts';
import { readPrompt } from '../tasks/put.ts';
import { reportTask, type TaskReport } from '../tasks/report.ts';
import { countRows, type RowFilter, type TaskRow, taskRows } from '../tasks/rows.ts';
import { type Found, searchTasks } from '../tasks/search.ts';
import { releasedAt } from '../tasks/turns.ts';

/** A task as the history shows it. */
export interface Entry {
  readonly row: TaskRow;
  readonly status: TaskReport['status'] | TaskRow['state'];
  /** Until its first claim; undefined while it waits. */
  readonly waitMs: number | undefined;
  readonly promptHead: string;
  /** Where it holds what was searched for. */
  readonly found: Found | undefined;
}

export interface Wanted {
  readonly filter: Pick<RowFilter, 'agent' | 'outcome' | 'since' | 'until'>;
  /** Words of a person. */
  readonly text: string | undefined;
  readonly limit: number;
}

/** Each hit's snippet is read from its files: this many are looked through for those that fit a filter. */
const MOST_SEARCHED = 1_000;

/** The tasks that fit: the newest first, or the best first where something was searched for; and how many more there are. */
export function entriesOf(
  home: string,
  database: Database,
  { filter, text, limit }: Wanted,
): { entries: Entry[]; more: number } {
  const { rows, total, found } =
    text === undefined
      ? newest(home, database, filter, limit)
      : foundRows(home, database, filter, { text, limit });
  const released = releasedAt(database);
  const entries = rows.slice(0, limit).map((row) => ({
    row,
    status: row.outcome ?? reportTask(home, row.id, database)?.status ?? row.state,
    waitMs: waitMs(row, released.get(row.id)),
    promptHead: row.promptHead || readPrompt(home, row.id).slice(0, 200),
    found: found.find(({ taskId }) => taskId === row.id),
  }));
  return { entries, more: total - entries.length };
}

interface Rows {
  readonly rows: readonly TaskRow[];
  readonly total: number;
  readonly found: readonly Found[];
}

function newest(home: string, database: Database, filter: Wanted['filter'], limit: number): Rows {
  const waiting = filter.outcome === undefined ? rowsNotEntered(home, database, filter) : [];
  const rows = [...waiting, ...taskRows(database, { ...filter, limit })].sort((a, b) =>
    a.createdAt < b.createdAt ? 1 : -1,
  );
  return { rows, total: waiting.length + countRows(database, filter), found: [] };
}

function foundRows(
  home: string,
  database: Database,
  filter: Wanted['filter'],
  { text, limit }: { text: string; limit: number },
): Rows {
  const hasFilter = Object.values(filter).some((value) => value !== undefined);
  const found = searchTasks(home, database, text, hasFilter ? MOST_SEARCHED : limit + 1);
  const rows = found.flatMap(({ taskId }) => taskRows(database, { ...filter, id: taskId }));
  return { rows, total: rows.length, found };
}
