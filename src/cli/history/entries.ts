import { waitMs } from '../../figures/summary.ts';
import type { Database } from '../../system/database.ts';
import { rowsNotEntered } from '../../tasks/not-entered.ts';
import { readPrompt } from '../../tasks/put.ts';
import { reportTask, type TaskReport } from '../../tasks/report.ts';
import { type RowFilter, type TaskRow, taskRows } from '../../tasks/rows.ts';
import { type Found, searchTasks } from '../../tasks/search.ts';
import { releasedAt } from '../../tasks/turns.ts';

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
  wanted: Wanted,
): { entries: Entry[]; more: number } {
  const { filter, text, limit } = wanted;
  const hasFilter = Object.values(filter).some((value) => value !== undefined);
  const found =
    text === undefined ? undefined : searchTasks(home, database, text, hasFilter ? MOST_SEARCHED : limit + 1);
  const rows = found ? inOrderOf(found, taskRows(database, filter)) : allRows(home, database, filter);
  const released = releasedAt(database);
  const entries = rows.slice(0, limit).map((row) => ({
    row,
    status: row.outcome ?? reportTask(home, row.id, database)?.status ?? row.state,
    waitMs: waitMs(row, released.get(row.id)),
    promptHead: row.promptHead || readPrompt(home, row.id).slice(0, 200),
    found: found?.find(({ taskId }) => taskId === row.id),
  }));
  return { entries, more: rows.length - entries.length };
}

/** Those that no wrapper has entered yet too, where they may fit. */
export function allRows(home: string, database: Database, filter: Wanted['filter']): TaskRow[] {
  const { agent, outcome, since, until } = filter;
  const waiting = rowsNotEntered(home, database).filter(
    (row) =>
      (agent === undefined || row.agent === agent) &&
      outcome === undefined &&
      (since === undefined || row.createdAt >= since) &&
      (until === undefined || row.createdAt < until),
  );
  return [...waiting, ...taskRows(database, filter)].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

function inOrderOf(found: readonly Found[], rows: readonly TaskRow[]): TaskRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.map(({ taskId }) => byId.get(taskId)).filter((row) => row !== undefined);
}
