import type { Entry } from '../../api/history-entries.ts';
import { waitMs } from '../../figures/summary.ts';
import { taskPlaces } from '../../project/places.ts';
import type { Database } from '../../system/database.ts';
import { readIfThere } from '../../system/files.ts';
import { type HistoryEntry, historyOf } from '../../tasks/history.ts';
import { rowsNotEntered } from '../../tasks/not-entered.ts';
import { readResult, type TaskReport } from '../../tasks/report.ts';
import { type TaskRow, taskRows } from '../../tasks/rows.ts';
import { releasedAt } from '../../tasks/turns.ts';
import { findTask } from '../find-task.ts';
import { entryFields } from './entry-fields.ts';

/** All that is kept of one task. */
export interface WholeTask extends TaskReport {
  /** As the history lists it; undefined for what a killed process left before anything was asked. */
  readonly entry: Entry | undefined;
  /** What its prompt shares with others of its prompt file. */
  readonly context: string;
  readonly result: string;
  readonly steps: readonly HistoryEntry[];
  /** The tasks that were put by the same prompt, itself among them, the first one first; none where it was alone. */
  readonly group: readonly TaskRow[];
}

/** The one task whose id begins so. Throws a UsageError where there is none, or several. */
export function wholeTask(home: string, database: Database, prefix: string): WholeTask {
  const report = findTask(home, prefix, database);
  const { task, status, prompt } = report;
  const row = taskRows(database, { id: task.id })[0] ?? rowsNotEntered(home, database, { id: task.id })[0];
  const released = releasedAt(database).get(task.id);
  return {
    ...report,
    entry: row && {
      row,
      status: row.outcome ?? status,
      waitMs: waitMs(row, released),
      promptHead: row.promptHead || prompt.slice(0, 200),
      found: undefined,
    },
    context: readIfThere(taskPlaces(home, task.id).context) ?? '',
    result: readResult(home, task.id).toString('utf8'),
    steps: historyOf(database, task.id),
    group: task.group === null ? [] : taskRows(database, { group: task.group }).reverse(),
  };
}

/** As `{"task": …}`: what the list has of it, and all else. */
export const wholeFields = ({ task, entry, prompt, context, result, steps, done }: WholeTask): object => ({
  ...(entry ? entryFields(entry) : { task_id: task.id }),
  deadline_at: task.deadline_at,
  after: task.after,
  retries: task.retries,
  is_background: task.is_background,
  depth: task.depth,
  prompt,
  context,
  output: done ? result : null,
  history: steps,
});
