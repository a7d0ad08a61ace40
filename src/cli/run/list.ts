import { nowMs } from '../../system/clock.ts';
import { displayText } from '../../system/terminal.ts';
import { openQuestions, type RunReport, reportRun, runIds } from '../../workflows/runs.ts';
import { shortAge } from '../age.ts';
import { type Cell, type Column, tableLines } from '../columns.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine, terminalWidth } from '../output.ts';
import { type Styler, styler } from '../style.ts';
import { runFields } from './run-document.ts';

/** `ctrlg run --list`: the runs, newest first. */
export function listRuns(home: string, { json }: { json?: true }): number {
  const reports = runIds(home).flatMap((id) => reportRun(home, id) ?? []);
  if (json) printJson({ runs: reports.map(({ id, status, run }) => runFields(id, status, run)) });
  else if (reports.length === 0) printLine('No runs yet. Begin one: ctrlg run NAME');
  else printLine(runLines(reports, terminalWidth(), styler('stdout')).join('\n'));
  return EXIT_CODES.done;
}

function runLines(reports: readonly RunReport[], width: number, style: Styler): string[] {
  const cells = (cellOf: (report: RunReport) => Cell) => reports.map(cellOf);
  const columns: Column[] = [
    { title: 'RUN', cells: cells(({ id }) => ({ text: id })) },
    { title: 'STATE', cells: cells((report) => stateCell(report, style)) },
    { title: 'WORKFLOW', rank: 3, cells: cells(({ run }) => ({ text: displayText(run.workflow) })) },
    { title: 'AGE', rank: 1, cells: cells(({ run }) => ({ text: shortAge(nowMs() - run.beganAt) })) },
    { title: 'ABOUT', rank: 2, cells: cells((report) => ({ text: aboutWords(report) })) },
  ];
  return tableLines(columns, width, (text) => style('dim', text));
}

function stateCell({ status }: RunReport, style: Styler): Cell {
  const colours = {
    done: 'green',
    failed: 'red',
    cancelled: 'yellow',
    stopped: 'dim',
    running: 'cyan',
  } as const;
  return {
    text: status,
    paint: (text) => style(status in colours ? colours[status as 'done'] : 'yellow', text),
  };
}

function aboutWords({ id, status, run }: RunReport): string {
  const [question] = openQuestions(run);
  if (question) return `${question.step}: ctrlg approve ${id}`;
  if (status === 'stopped') return `ctrlg run --resume ${id}`;
  return displayText(run.input).split('\n', 1)[0]!.slice(0, 200);
}
