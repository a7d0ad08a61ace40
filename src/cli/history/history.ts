import { entriesOf } from '../../api/history-entries.ts';
import { openProject } from '../../project/project.ts';
import { nowMs } from '../../system/clock.ts';
import type { Database } from '../../system/database.ts';
import { taskIds } from '../../tasks/report.ts';
import { taskRows } from '../../tasks/rows.ts';
import { openTaskStore } from '../../tasks/store.ts';
import type { OutcomeKind } from '../../tasks/task.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { TimeSpan } from '../moment.ts';
import { printJson, printLine, tell, terminalWidth } from '../output.ts';
import { styler } from '../style.ts';
import { UsageError } from '../usage-error.ts';
import { clearOlder } from './clear-older.ts';
import { entryFields } from './entry-fields.ts';
import { historyLines } from './table.ts';
import { taskScreen } from './task-screen.ts';
import { wholeFields, wholeTask } from './whole-task.ts';

export interface HistoryOptions {
  readonly agent?: string;
  readonly outcome?: OutcomeKind;
  /** ISO 8601. */
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  /** Instead of showing anything, remove what ended longer ago. */
  readonly clearOlder?: TimeSpan;
  readonly yes?: true;
  readonly json?: true;
}

/** `ctrlg history`: what was asked and what came of it; with an id all of one task; with words, the tasks that hold them. */
export function history(words: readonly string[], options: HistoryOptions): number {
  const { home } = openProject();
  const database = openTaskStore(home);
  try {
    if (options.clearOlder !== undefined) {
      if (words.length > 0) throw new UsageError('--clear-older takes no words.', 'Leave them out.');
      return clearOlder(home, database, { older: options.clearOlder, ...options });
    }
    if (options.yes) throw new UsageError('--yes belongs to --clear-older.', 'Leave it out.');
    const id = idIn(home, words);
    return id === undefined
      ? list(home, database, words.join(' ').trim() || undefined, options)
      : show(home, database, id, options);
  } finally {
    database.close();
  }
}

/** So short a word may be the beginning of an id by chance. */
const LEAST_OF_ID = 4;

function idIn(home: string, words: readonly string[]): string | undefined {
  const [word = ''] = words;
  const mayBeId = words.length === 1 && word.length >= LEAST_OF_ID && /^[0-9a-z]+$/.test(word);
  return mayBeId && taskIds(home, word).length > 0 ? word : undefined;
}

function list(home: string, database: Database, text: string | undefined, options: HistoryOptions): number {
  const { agent, outcome, since, until, limit, json } = options;
  const filter = { agent, outcome, since, until };
  const { entries, more } = entriesOf(home, database, { filter, text, limit });
  if (json) printJson({ tasks: entries.map(entryFields) });
  else if (entries.length === 0) printLine(nothingWords(database, text, filter));
  else {
    const table = { width: terminalWidth(), nowMs: nowMs(), style: styler('stdout'), text };
    printLine(historyLines(entries, table).join('\n'));
  }
  if (!json && more > 0) tell(moreWords(more, text, limit));
  return EXIT_CODES.done;
}

const moreWords = (more: number, text: string | undefined, limit: number): string =>
  text === undefined
    ? `${more} older ones: ctrlg history --limit ${limit + more}`
    : `There are more: add --limit ${limit * 5}`;

function nothingWords(database: Database, text: string | undefined, filter: object): string {
  const rows = taskRows(database);
  if (rows.length === 0) return 'No tasks yet. Ask for something: ctrlg ask NAME TEXT';
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (text !== undefined)
    return `No ended task holds '${text}'${isFiltered ? ' and fits' : ''}. Its words may stand anywhere; the last may be the start of one.`;
  const agents = [...new Set(rows.map((row) => row.agent))].sort();
  return `No task fits. There are ${rows.length} tasks, of ${agents.join(', ')}; the last was asked ${rows[0]!.createdAt}.`;
}

function show(home: string, database: Database, prefix: string, { json }: HistoryOptions): number {
  const whole = wholeTask(home, database, prefix);
  if (json) printJson({ task: wholeFields(whole) });
  else printLine(taskScreen(whole, { width: terminalWidth(), style: styler('stdout') }).join('\n'));
  return EXIT_CODES.done;
}
