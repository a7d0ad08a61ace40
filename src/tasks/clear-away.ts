import { existsSync, statSync } from 'node:fs';
import { agentPlaces, agentsFolder, taskPlaces, tasksFolder } from '../project/places.ts';
import { isoOf, nowMs } from '../system/clock.ts';
import { type Database, prepared, transact } from '../system/database.ts';
import { listIfThere, removeIfThere } from '../system/files.ts';
import { forgetKey } from './idempotency.ts';
import { forgetWords } from './search.ts';
import { isTaken } from './taken.ts';
import type { OutcomeKind } from './task.ts';

export interface Retention {
  /** Ended tasks are kept for so many days; three times as long while nobody has taken their answer. */
  readonly days: number;
  /** So many of those that ended last are kept however old they are: a clock may be wrong. */
  readonly keep: number;
  /** At most so many are removed at once, the oldest first: one takes a millisecond, in which nothing else is done. */
  readonly most?: number;
}

const DAY_MS = 24 * 3_600_000;
export const UNTAKEN_FACTOR = 3;

/**
 * Removes what is old of the tasks that have ended: folder, rows and index. Never one that has not ended, and none that
 * an open one was to come after. The rows go last, so that whatever a killed process left is found again. Returns how
 * many tasks were removed.
 */
export function clearAway(
  home: string,
  database: Database,
  { days, keep, most = Number.POSITIVE_INFINITY }: Retention = { days: 30, keep: 100 },
): number {
  const all = clearable(home, database, { days, keep }).going;
  const ids = all.slice(Math.max(0, all.length - most));
  for (let at = 0; at < ids.length; at += BATCH) removeTasks(home, database, ids.slice(at, at + BATCH));
  if (ids.length < all.length) return ids.length;
  clearLeftovers(home, database, days * UNTAKEN_FACTOR * DAY_MS);
  if (ids.length > 0) giveBack(database);
  return ids.length;
}

/** What `clearAway` would remove now, and what it would if somebody had taken the answers; the last that ended first. */
export function clearable(
  home: string,
  database: Database,
  retention: Retention,
): { readonly going: readonly OldTask[]; readonly untaken: readonly OldTask[] } {
  const old = oldTasks(database, retention);
  const limit = daysAgo(retention.days * UNTAKEN_FACTOR);
  const untaken = new Set(
    old.filter(({ id, outcome, ended_at }) => ended_at >= limit && isWaitedFor(home, id, outcome)),
  );
  return { going: old.filter((task) => !untaken.has(task)), untaken: [...untaken] };
}

/** So many in one transaction: a key press waits for it. */
const BATCH = 50;

export interface OldTask {
  readonly id: string;
  readonly outcome: OutcomeKind | null;
  readonly ended_at: string;
  readonly idempotency_key: string | null;
}

const daysAgo = (days: number): string => isoOf(nowMs() - days * DAY_MS);

function oldTasks(database: Database, { days, keep }: Retention): OldTask[] {
  const rows = prepared(
    database,
    `SELECT id, outcome, ended_at, idempotency_key FROM (
         SELECT * FROM tasks WHERE state = 'ended' ORDER BY ended_at DESC LIMIT -1 OFFSET ?) AS old
       WHERE ended_at < ? AND NOT EXISTS (
         SELECT 1 FROM task_after JOIN tasks AS later ON later.id = task_id
           WHERE after_id = old.id AND later.state <> 'ended')`,
  ).all(keep, daysAgo(days));
  return rows as unknown as OldTask[];
}

/** Whether somebody may still want its answer. A cancelled one has none; nor has one whose folder is gone already. */
const isWaitedFor = (home: string, id: string, outcome: string | null): boolean =>
  outcome !== 'cancelled' && existsSync(taskPlaces(home, id).folder) && !isTaken(home, id);

function removeTasks(home: string, database: Database, tasks: readonly OldTask[]): void {
  // The key first: whoever puts with it again asks for something new, whatever is left of this one.
  for (const { id, idempotency_key } of tasks) {
    if (idempotency_key !== null) forgetKey(home, idempotency_key);
    removeIfThere(taskPlaces(home, id).folder);
  }
  const ids = tasks.map(({ id }) => id);
  forgetWords(home, ids);
  transact(database, () => {
    for (const id of ids) {
      prepared(database, 'DELETE FROM runs WHERE task_id = ?').run(id);
      prepared(database, 'DELETE FROM history WHERE task_id = ?').run(id);
      prepared(database, 'DELETE FROM task_after WHERE task_id = ?').run(id);
      prepared(database, 'DELETE FROM task_after WHERE after_id = ?').run(id);
      prepared(database, 'DELETE FROM tasks WHERE id = ?').run(id);
    }
  });
}

/** Folders without a row: half-made ones, and tasks whose senders were killed before anything was asked. */
function clearLeftovers(home: string, database: Database, minAgeMs: number): void {
  const accepted = new Set(
    listIfThere(agentsFolder(home)).flatMap((agent) => listIfThere(agentPlaces(home, agent).inbox)),
  );
  for (const name of listIfThere(tasksFolder(home))) {
    const { folder } = taskPlaces(home, name);
    const row = prepared(database, 'SELECT 1 FROM tasks WHERE id = ?').get(name);
    if (row || accepted.has(name)) continue;
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat && nowMs() - stat.mtimeMs > minAgeMs) removeIfThere(folder);
  }
}

/** Gives the room of what was deleted back to the disk. A file of ctrlg 0.1 is made over once, so that it can. */
function giveBack(database: Database): void {
  const { auto_vacuum } = database.prepare('PRAGMA auto_vacuum').get() as { auto_vacuum: number };
  try {
    if (auto_vacuum === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
    else database.exec('PRAGMA incremental_vacuum');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Somebody is at work, or the disk is full. The room is used again in any case.
  }
}
