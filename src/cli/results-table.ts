import { spokenDuration } from '../system/clock.ts';
import { displayText } from '../system/terminal.ts';
import { isOpen, type TaskReport } from '../tasks/report.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';
import { shortAge } from './age.ts';
import { type Cell, type Column, tableLines } from './columns.ts';
import type { Styler } from './style.ts';

interface TableOptions {
  readonly width: number;
  readonly nowMs: number;
  readonly style: Styler;
}

/** Tasks as a table; `foundIn` gives the line that holds what was searched for. */
export function resultLines(
  reports: readonly TaskReport[],
  { width, nowMs, style }: TableOptions,
  foundIn: (id: string) => string | undefined = () => undefined,
): string[] {
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
    {
      title: reports.some(({ task }) => foundIn(task.id) !== undefined) ? 'FOUND' : 'PROMPT',
      rank: 5,
      cells: cells(({ task, prompt }) => ({ text: firstLine(foundIn(task.id) ?? prompt) })),
    },
  ];
  return tableLines(columns, width, (text) => style('dim', text));
}

function outcomeCell(report: TaskReport, style: Styler): Cell {
  const { status, done } = report;
  const colour = status === 'done' ? 'green' : isOpen(report) ? 'cyan' : 'red';
  return { text: done ? spokenOutcome(done) : status, paint: (text) => style(colour, text) };
}

const firstLine = (prompt: string): string =>
  displayText(prompt).trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
