import { UserError } from '../system/errors.ts';
import { spentToday } from '../tasks/rows.ts';
import { openTaskStore } from '../tasks/store.ts';

/** Throws a UserError when the tasks of today have cost as much as a day may (US dollars, as far as clients tell it). */
export function assertBudget(home: string, perDay: number): void {
  const database = openTaskStore(home);
  try {
    const spent = spentToday(database);
    if (spent < perDay) return;
    throw new UserError(
      `The tasks of today have cost $${spent.toFixed(2)}; limits.spendPerDay is $${perDay}. Nothing was put.`,
      'See what they were with ctrlg stats --since today, or raise the limit in ctrlg.config.json.',
    );
  } finally {
    database.close();
  }
}
