import type { TaskFact } from '../tasks/rows.ts';
import type { OutcomeKind } from '../tasks/task.ts';

/** How many tasks there are, and how they ended. */
export interface Counts {
  readonly tasks: number;
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  /** Not ended yet. */
  readonly open: number;
  /** Ended, but after their deadline. */
  readonly late: number;
  /** The share of the ended ones that were done, 0 to 1; null where none has ended. */
  readonly completion: number | null;
}

export function countsOf(rows: readonly TaskFact[]): Counts {
  const ended = rows.filter((row) => row.state === 'ended');
  const outcomes: Record<OutcomeKind, number> = {
    done: 0,
    failed: 0,
    cancelled: 0,
    'timed-out': 0,
    'agent-gone': 0,
  };
  // A row of an early ctrlg may have ended without saying how.
  for (const { outcome } of ended) outcomes[outcome ?? 'failed'] += 1;
  return {
    tasks: rows.length,
    outcomes,
    open: rows.length - ended.length,
    late: ended.filter((row) => row.isLate).length,
    completion: ended.length === 0 ? null : outcomes.done / ended.length,
  };
}
