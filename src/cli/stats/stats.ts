import { summaryOf } from '../../figures/summary.ts';
import { openProject } from '../../project/project.ts';
import { rowsNotEntered } from '../../tasks/not-entered.ts';
import { taskFacts } from '../../tasks/rows.ts';
import { openTaskStore } from '../../tasks/store.ts';
import { releasedAt, turnsOf } from '../../tasks/turns.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine, terminalWidth } from '../output.ts';
import { styler } from '../style.ts';
import { figureLines } from './screen.ts';
import { summaryFields } from './summary-fields.ts';

export interface StatsOptions {
  readonly agent?: string;
  /** ISO 8601. */
  readonly since?: string;
  readonly until?: string;
  readonly json?: true;
}

/** `ctrlg stats`: what the tasks of a time add up to. */
export async function stats({ json, ...filter }: StatsOptions): Promise<number> {
  const { home } = openProject();
  const database = openTaskStore(home);
  try {
    const rows = [...rowsNotEntered(home, database, filter), ...taskFacts(database, filter)];
    const summary = summaryOf({ rows, turns: turnsOf(database, filter), releasedAt: releasedAt(database) });
    if (json) printJson(summaryFields(summary, filter));
    else if (rows.length === 0) printLine(nothingWords(filter));
    else {
      const options = { width: terminalWidth(), style: styler('stdout') };
      const { chartLines } = await import('./chart.ts');
      printLine([...figureLines(summary, options), '', ...chartLines(summary.bars, options)].join('\n'));
    }
    return EXIT_CODES.done;
  } finally {
    database.close();
  }
}

const nothingWords = (filter: object): string =>
  Object.values(filter).every((value) => value === undefined)
    ? 'No tasks yet. Ask for something: ctrlg ask NAME TEXT'
    : 'No task fits. See what there is: ctrlg history';
