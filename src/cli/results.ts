import { openProject, type Project } from '../project/project.ts';
import { nowMs, spokenDuration } from '../system/clock.ts';
import { displayText } from '../system/terminal.ts';
import { isOpen, reportTask, type TaskReport, taskIds } from '../tasks/report.ts';
import { markTaken } from '../tasks/taken.ts';
import { shortAge } from './age.ts';
import { type Cell, type Column, tableLines } from './columns.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { findTask } from './find-task.ts';
import { printJson, printLine, tell, terminalWidth } from './output.ts';
import { printResult } from './print-result.ts';
import { resultFields } from './result-fields.ts';
import { type Styler, styler } from './style.ts';

/** `ctrlg results`: the tasks, newest first; with an id the result itself. */
export function results(id: string | undefined, options: { all?: true; json?: true }): number {
  const project = openProject();
  return id === undefined ? listTasks(project, options) : showTask(project, id, options);
}

const SHOWN = 20;

function listTasks({ home }: Project, { all, json }: { all?: true; json?: true }): number {
  const ids = taskIds(home);
  const shown = all ? ids : ids.slice(0, SHOWN);
  const reports = shown.map((id) => reportTask(home, id)).filter((report) => report !== undefined);
  if (json) printJson({ results: reports.map((report) => resultFields(home, report)) });
  else if (reports.length === 0) printLine('No tasks yet. Ask for something: ctrlg ask NAME TEXT');
  else
    printLine(
      resultLines(reports, { width: terminalWidth(), nowMs: nowMs(), style: styler('stdout') }).join('\n'),
    );
  if (!json && ids.length > shown.length)
    tell(`${ids.length - shown.length} older ones: ctrlg results --all`);
  return EXIT_CODES.done;
}

interface TableOptions {
  readonly width: number;
  readonly nowMs: number;
  readonly style: Styler;
}

export function resultLines(reports: readonly TaskReport[], { width, nowMs, style }: TableOptions): string[] {
  const cells = (cellOf: (report: TaskReport) => Cell) => reports.map(cellOf);
  const columns: Column[] = [
    { title: 'TASK', cells: cells(({ task }) => ({ text: task.id })) },
    { title: 'OUTCOME', cells: cells((report) => outcomeCell(report, style)) },
    { title: 'AGENT', rank: 4, cells: cells(({ agent }) => ({ text: agent })) },
    {
      title: 'AGE',
      rank: 2,
      cells: cells(({ task }) => ({ text: shortAge(nowMs - Date.parse(task.created_at)) })),
    },
    {
      title: 'TOOK',
      rank: 1,
      cells: cells(({ done }) => ({ text: done?.duration_ms ? spokenDuration(done.duration_ms) : '' })),
    },
    { title: 'PROMPT', rank: 5, cells: cells(({ prompt }) => ({ text: firstLine(prompt) })) },
  ];
  return tableLines(columns, width, (text) => style('dim', text));
}

function outcomeCell(report: TaskReport, style: Styler): Cell {
  const colour = report.status === 'done' ? 'green' : isOpen(report) ? 'cyan' : 'red';
  return { text: report.status, paint: (text) => style(colour, text) };
}

const firstLine = (prompt: string): string =>
  displayText(prompt).trim().split('\n', 1)[0]?.slice(0, 200) ?? '';

function showTask({ home }: Project, id: string, { json }: { json?: true }): number {
  const report = findTask(home, id);
  const { status, task, done } = report;
  if (json) printJson({ results: [resultFields(home, report)] });
  if (done) {
    const code = json ? EXIT_CODES[done.status] : printResult(home, done);
    markTaken(home, task.id);
    return code;
  }
  if (!json)
    tell(`ctrlg: task ${task.id} is ${status}${status === 'unreadable' ? '' : `; ${task.agent} has it`}.`);
  return status === 'unreadable' ? EXIT_CODES.failed : EXIT_CODES.unfinished;
}
