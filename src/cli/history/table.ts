import type { Entry } from '../../api/history-entries.ts';
import { localDay, localTime, spokenDuration } from '../../system/clock.ts';
import { displayText, fitTo } from '../../system/terminal.ts';
import { spokenOutcome } from '../../tasks/spoken-outcome.ts';
import { type Cell, type Column, tableLines } from '../columns.ts';
import { dollars, shortCount } from '../figure-words.ts';
import type { Styler } from '../style.ts';
import { markHits } from './hits.ts';

export interface TableOptions {
  readonly width: number;
  readonly nowMs: number;
  readonly style: Styler;
  /** What was searched for. */
  readonly text: string | undefined;
}

/**
 * A line for each task, and a title line, in at most `width` columns; a column that would be empty is left out. Where
 * something was searched for, one more for each task with the line that holds it.
 */
export function historyLines(entries: readonly Entry[], options: TableOptions): string[] {
  const columns = columnsOf(entries, options).filter(({ cells }) => cells.some(({ text }) => text !== ''));
  const [title, ...lines] = tableLines(columns, options.width, (text) => options.style('dim', text));
  return [title!, ...entries.flatMap((entry, row) => [lines[row]!, ...foundLine(entry, options)])];
}

function columnsOf(entries: readonly Entry[], { style, nowMs, width }: TableOptions): Column[] {
  const cells = (cellOf: (entry: Entry) => Cell) => entries.map(cellOf);
  const texts = (textOf: (entry: Entry) => string) => entries.map((entry) => ({ text: textOf(entry) }));
  return [
    { title: 'TASK', cells: texts(({ row }) => row.id) },
    { title: 'ASKED', rank: 7, cells: texts(({ row }) => shortMoment(Date.parse(row.createdAt), nowMs)) },
    { title: 'AGENT', rank: 6, cells: texts(({ row }) => row.agent) },
    { title: 'OUTCOME', cells: cells((entry) => outcomeCell(entry, style)) },
    { title: 'TURN', rank: 5, align: 'right', cells: texts(({ row }) => spoken(row.turnMs || undefined)) },
    { title: 'WAIT', rank: 3, align: 'right', cells: texts((entry) => spoken(entry.waitMs)) },
    {
      title: 'TRIES',
      rank: 4,
      align: 'right',
      cells: texts(({ row }) => (row.attempts > 1 ? `${row.attempts}` : '')),
    },
    { title: 'TOKENS', rank: 2, align: 'right', cells: texts(({ row }) => tokens(row)) },
    {
      title: 'COST',
      rank: 1,
      align: 'right',
      cells: texts(({ row }) => (row.costUsd === null ? '' : dollars(row.costUsd))),
    },
    {
      title: 'PROMPT',
      rank: 8,
      // Figures are worth less than to see what was asked.
      least: Math.min(40, Math.max(12, Math.floor(width / 4))),
      cells: texts(promptWords),
    },
  ];
}

const spoken = (ms: number | undefined): string => (ms === undefined ? '' : spokenDuration(ms));

const tokens = ({ tokensIn, tokensOut }: Entry['row']): string =>
  tokensIn === null && tokensOut === null ? '' : `${shortCount(tokensIn ?? 0)}/${shortCount(tokensOut ?? 0)}`;

/** `11:22` today, else `11-20 11:22`, with the year when it is another one. */
export function shortMoment(ms: number, nowMs: number): string {
  const [day, today] = [localDay(ms), localDay(nowMs)];
  if (day === today) return localTime(ms);
  return `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${localTime(ms)}`;
}

export function outcomeCell({ row, status }: Pick<Entry, 'row' | 'status'>, style: Styler): Cell {
  const colour =
    status === 'done' ? 'green' : row.outcome === null ? (status === 'blocked' ? 'yellow' : 'cyan') : 'red';
  const text = row.outcome === null ? status : spokenOutcome({ status: row.outcome, late: row.isLate });
  return { text, paint: (cut) => style(colour, cut) };
}

/** Where the line below tells it, it is not told twice. */
function promptWords({ promptHead, found }: Entry): string {
  const line = firstLine(promptHead);
  const isBelow = found?.where === 'prompt' && line !== '' && displayText(found.snippet).startsWith(line);
  return isBelow ? '' : line;
}

const MARK = '  └ ';

function foundLine({ found }: Entry, { width, style, text }: TableOptions): string[] {
  if (!found || text === undefined) return [];
  const where = `${MARK}${found.where}: `;
  const line = displayText(found.snippet).trim();
  // Without colours the marks are a part of the text.
  const isColoured = style('yellow', 'x') !== 'x';
  const mark = isColoured
    ? (word: string) => style('bold', style('yellow', word))
    : (word: string) => `[${word}]`;
  const marked = isColoured ? fitTo(line, width - where.length) : markHits(line, text, mark);
  return [
    style('dim', where) + (isColoured ? markHits(marked, text, mark) : fitTo(marked, width - where.length)),
  ];
}

export const firstLine = (text: string): string => displayText(text).trim().split('\n', 1)[0]!;
