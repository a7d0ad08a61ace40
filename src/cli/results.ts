import { openProject, type Project } from '../project/project.ts';
import { nowMs } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { agentOf } from '../tasks/claimer.ts';
import { readTask } from '../tasks/put.ts';
import { isOpen, reportTask, taskIds } from '../tasks/report.ts';
import { searchTasks } from '../tasks/search.ts';
import { openTaskStore } from '../tasks/store.ts';
import { markTaken, waitingResults } from '../tasks/taken.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { findTask } from './find-task.ts';
import { printJson, printLine, tell, terminalWidth } from './output.ts';
import { printResult } from './print-result.ts';
import { resultFields } from './result-fields.ts';
import { resultLines } from './results-table.ts';
import { styler } from './style.ts';

export interface ResultsOptions {
  readonly all?: true;
  /** Only those that have ended and that nobody has taken. */
  readonly waiting?: true;
  readonly agent?: string;
  readonly search?: string;
  /** A task to wait for with the waiting view. */
  readonly attach?: string;
  readonly json?: true;
}

/** `ctrlg results`: the tasks, newest first; with an id the result itself. */
export async function results(id: string | undefined, options: ResultsOptions): Promise<number> {
  const project = openProject();
  if (options.attach !== undefined) return attach(project, options.attach, options);
  return id === undefined ? listTasks(project, options) : showTask(project, id, options);
}

const SHOWN = 20;

function listTasks({ home }: Project, options: ResultsOptions): number {
  const { all, json, agent } = options;
  const found = options.search === undefined ? undefined : search(home, options.search);
  const ids = idsOf(home, options, found).filter((id) => agent === undefined || isOf(home, id, agent));
  const shown = all ? ids : ids.slice(0, SHOWN);
  const reports = withDatabase(home, (database) =>
    shown.map((id) => reportTask(home, id, database)).filter((report) => report !== undefined),
  );
  if (json) printJson({ results: reports.map((report) => resultFields(home, report)) });
  else if (reports.length === 0) printLine(nothingWords(options));
  else {
    const table = { width: terminalWidth(), nowMs: nowMs(), style: styler('stdout') };
    printLine(resultLines(reports, table, (id) => found?.get(id)).join('\n'));
  }
  if (!json && ids.length > shown.length)
    tell(`${ids.length - shown.length} ${found ? 'more' : 'older ones'}: ctrlg results --all`);
  return EXIT_CODES.done;
}

/** The best first where something was searched for, else the newest. */
function idsOf(home: string, { waiting }: ResultsOptions, found: Map<string, string> | undefined): string[] {
  const ids = found ? [...found.keys()] : taskIds(home);
  if (!waiting) return ids;
  const untaken = new Set(waitingResults(home).map(({ task_id }) => task_id));
  return ids.filter((id) => untaken.has(id));
}

function isOf(home: string, id: string, agent: string): boolean {
  const task = readTask(home, id);
  return task !== undefined && agentOf(home, task) === agent;
}

const MOST_FOUND = 1_000;

/** The tasks that hold a text, each with the line that does. */
function search(home: string, text: string): Map<string, string> {
  const database = openTaskStore(home);
  try {
    const found = searchTasks(home, database, text, MOST_FOUND);
    return new Map(found.map(({ taskId, snippet }) => [taskId, snippet]));
  } finally {
    database.close();
  }
}

/** Only the database knows what is tried again; without it the results can be read all the same. */
function withDatabase<T>(home: string, read: (database: Database | undefined) => T): T {
  let database: Database | undefined;
  try {
    database = openTaskStore(home);
  } catch {
    // Told by `ctrlg doctor`.
  }
  try {
    return read(database);
  } finally {
    database?.close();
  }
}

function nothingWords({ waiting, search: text, agent }: ResultsOptions): string {
  if (text !== undefined) return `No ended task holds '${text}'.`;
  if (waiting) return 'No results wait.';
  return agent === undefined
    ? 'No tasks yet. Ask for something: ctrlg ask NAME TEXT'
    : `No tasks of ${agent} yet.`;
}

function showTask({ home }: Project, id: string, { json }: ResultsOptions): number {
  const report = withDatabase(home, (database) => findTask(home, id, database));
  const { status, task, done, agent } = report;
  if (json) printJson({ results: [resultFields(home, report)] });
  if (done) {
    const code = json ? EXIT_CODES[done.status] : printResult(home, done);
    markTaken(home, task.id);
    return code;
  }
  if (!json) tell(`ctrlg: task ${task.id} is ${status}${isOpen(report) ? `; ${agent} has it` : ''}.`);
  return status === 'unreadable' ? EXIT_CODES.failed : EXIT_CODES.unfinished;
}

async function attach(project: Project, id: string, options: ResultsOptions): Promise<number> {
  const { task, done } = findTask(project.home, id);
  if (done) return showTask(project, task.id, options);
  const { attachTask } = await import('./attach-task.ts');
  return attachTask(project, task, options);
}
