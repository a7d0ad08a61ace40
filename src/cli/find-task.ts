import type { Database } from '../system/database.ts';
import { nearIds } from '../tasks/near-ids.ts';
import { reportTask, type TaskReport, taskIds } from '../tasks/report.ts';
import { UsageError } from './usage-error.ts';

const MOST_NAMED = 10;

/** The one task whose id begins so. Throws a UsageError where there is none, and where there are several: it names them. */
export function findTask(home: string, prefix: string, database?: Database): TaskReport {
  const ids = taskIds(home, prefix);
  const [id] = ids;
  if (ids.length > 1 && !ids.includes(prefix)) throw ambiguous(prefix, ids);
  const report =
    id === undefined ? undefined : reportTask(home, ids.includes(prefix) ? prefix : id, database);
  if (!report) throw unknown(home, prefix);
  return report;
}

function unknown(home: string, id: string): UsageError {
  const near = nearIds(id, taskIds(home));
  const meant = near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : '';
  return new UsageError(`There is no task '${id}'.`, `${meant}See them with: ctrlg results`);
}

function ambiguous(prefix: string, ids: string[]): UsageError {
  const named = ids.slice(0, MOST_NAMED).join(', ');
  const rest = ids.length > MOST_NAMED ? `, and ${ids.length - MOST_NAMED} more` : '';
  return new UsageError(
    `'${prefix}' begins the ids of ${ids.length} tasks.`,
    `Give more of one: ${named}${rest}`,
  );
}
