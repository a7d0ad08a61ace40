import { spokenElapsed } from '../../system/clock.ts';
import { displayText, fitTo, styled, wrapTo } from '../../system/terminal.ts';
import type { Size } from '../terminal/tty.ts';
import { firstThatFits, keyPieces, lineOf, type Piece } from './line.ts';
import { NOTHING_SHOWN, questionPages, type Shown } from './question.ts';
import { spokenState, type WaitState } from './state.ts';

/** Everything that the waiting view shows. */
export interface Waiting {
  readonly agent: string;
  readonly state: WaitState;
  readonly elapsedMs: number;
  readonly taskId: string;
  /** Why this agent was chosen. */
  readonly why: string;
  /** The last lines of the agent's window; raw. */
  readonly excerpt: string[];
  /** The answer to the last key. */
  readonly notice: string | undefined;
  /** What else there is to know. */
  readonly aside?: string | undefined;
  /** Which page of the question is to be shown, counted from 0. */
  readonly page?: number;
}

/** What is drawn, and what of the agent's question stands in it. */
export interface Drawn {
  readonly lines: string[];
  readonly shown: Shown;
}

interface Mark {
  readonly mark: string;
  readonly style: 'green' | 'yellow' | 'cyan' | 'red' | 'dim';
}

const MARKS: Record<Exclude<WaitState['kind'], 'ended'> | 'done' | 'not-done', Mark> = {
  waiting: { mark: '○', style: 'dim' },
  retrying: { mark: '↻', style: 'yellow' },
  done: { mark: '✓', style: 'green' },
  'not-done': { mark: '✗', style: 'red' },
  starting: { mark: '○', style: 'cyan' },
  queued: { mark: '○', style: 'cyan' },
  working: { mark: '●', style: 'green' },
  blocked: { mark: '▲', style: 'yellow' },
  attended: { mark: '◆', style: 'yellow' },
};

/** The waiting view, at most one row less than the terminal has and no line wider than it. */
export function drawWaiting(waiting: Waiting, { columns, rows }: Size): Drawn {
  const title = titleLine(waiting, columns);
  const aside = asideLines(waiting.aside, { columns, rows });
  const room = rows - 1 - 2 - aside.length;
  const { lines: told, shown } = toldLines(waiting, columns, room);
  const keys = INDENT + keysLine(columns - INDENT.length, waiting.state, shown);
  const excerpt = lastOf(waiting.excerpt, Math.min(MOST_EXCERPT, room - told.length)).map((line) =>
    lineOf(columns, [{ text: GUTTER + line, style: 'dim' }]),
  );
  return fitted(spaced([[title], told, excerpt, aside, [keys]], rows - 1), rows - 1, shown);
}

/** What does not fit is cut at the end; then nobody can be said to have seen the question. */
export const fitted = (lines: string[], most: number, shown: Shown): Drawn => ({
  lines: lines.slice(0, Math.max(1, most)),
  shown: lines.length > most ? NOTHING_SHOWN : shown,
});

/** A low terminal has better use for its rows. */
const LEAST_ROWS_FOR_ASIDE = 10;

export const asideLines = (aside: string | undefined, { columns, rows }: Size): string[] =>
  aside && rows >= LEAST_ROWS_FOR_ASIDE ? [lineOf(columns, [{ text: INDENT + aside, style: 'dim' }])] : [];

/** Joins the parts, with an empty line between two where there is room for all of them. */
export function spaced(parts: string[][], rows: number): string[] {
  const shown = parts.filter((part) => part.length > 0);
  const lines = shown.flat();
  if (lines.length + shown.length - 1 > rows) return lines;
  return shown.flatMap((part, index) => (index > 0 ? ['', ...part] : part));
}

/** The view of a terminal that can only print: one line for each state. */
export function plainLine({ agent, state, taskId, notice }: Waiting, columns: number): string {
  const words = notice ?? (state.kind === 'blocked' ? state.question : `task ${taskId}`);
  return lineOf(columns, [{ text: `${agent} ${spokenState(state)} · ${words}` }]);
}

const lastOf = (lines: string[], count: number): string[] => (count > 0 ? lines.slice(-count) : []);

const MOST_EXCERPT = 6;
const INDENT = '  ';
const GUTTER = '│ ';

function titleLine({ agent, state, elapsedMs, taskId, why }: Waiting, width: number): string {
  const { mark, style } = markOf(state);
  const fixed: Piece[] = [
    { text: `  ${spokenState(state)}`, style },
    { text: `  ${spokenElapsed(elapsedMs)}` },
  ];
  const taken = INDENT.length + fixed.reduce((sum, { text }) => sum + text.length, 0);
  return lineOf(width, [
    { text: `${mark} `, style },
    { text: fitTo(agent, Math.max(8, width - taken)), style: 'bold' },
    ...fixed,
    { text: `  task ${taskId}`, style: 'dim', spare: true },
    { text: `  ${why}`, style: 'dim', spare: true },
  ]);
}

export function markOf(state: WaitState): Mark {
  if (state.kind !== 'ended') return MARKS[state.kind];
  return MARKS[state.done.status === 'done' ? 'done' : 'not-done'];
}

/** What must be told in words: the agent's question above all, then what the last key brought; `room` lines at most. */
export function toldLines(
  { state, notice, page = 0 }: Pick<Waiting, 'state' | 'notice' | 'page'>,
  columns: number,
  room: number,
): Drawn {
  const width = columns - INDENT.length;
  if (state.kind === 'blocked' && state.questionId !== null) {
    const answer = notice ? wrapped(notice, width).slice(0, Math.max(0, room - 1)) : [];
    const pages = questionPages(state.question, width, room - answer.length);
    const shown = {
      page: Math.min(page, Math.max(0, pages.length - 1)),
      pages: pages.length,
      room: `${width} ${room - answer.length}`,
    };
    const question = (pages[shown.page] ?? []).map((line) => styled('yellow', line));
    const told = [...question, ...answer.map((line) => styled('cyan', line))];
    return { lines: told.map((line) => INDENT + line), shown };
  }
  const question =
    state.kind === 'blocked' ? wrapped(state.question, width).map((line) => styled('yellow', line)) : [];
  const attended = state.kind === 'attended' ? wrapped(ATTENDED, width) : [];
  const retrying =
    state.kind === 'retrying' ? wrapped(state.because, width).map((line) => styled('yellow', line)) : [];
  const answer = notice ? wrapped(notice, width).map((line) => styled('cyan', line)) : [];
  const lines = [...question, ...attended, ...retrying, ...answer].map((line) => INDENT + line);
  return { lines: cutTo(lines, room), shown: NOTHING_SHOWN };
}

const ATTENDED = 'Somebody works in its window by hand. Your task is taken up afterwards.';

/** A question can be a whole file; no screen shows more than this of it. */
const MOST_CHARACTERS = 10_000;

function wrapped(text: string, width: number): string[] {
  const shown = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
  return displayText(shown)
    .split('\n')
    .flatMap((line) => wrapTo(line, width));
}

/** A question that is longer than the screen is read in the agent's window. */
function cutTo(lines: string[], room: number): string[] {
  if (lines.length <= room) return lines;
  const more = `${INDENT}… ${lines.length - room + 1} more lines: press o`;
  return room <= 0 ? [] : room === 1 ? lines.slice(0, 1) : [...lines.slice(0, room - 1), styled('dim', more)];
}

/** A question that cannot be answered by a key is answered where it was asked. */
function keysLine(width: number, state: WaitState, shown: Shown): string {
  const first = answerKeys(shown);
  const mayOpen = state.kind === 'blocked' && first.length === 0;
  return firstThatFits(width, [
    keyPieces([
      ...first,
      ['o', mayOpen ? 'open and answer' : 'open'],
      ['b', 'background'],
      ['x', 'stop it'],
      ['q', 'stop waiting'],
    ]),
    keyPieces([
      ...first,
      ['o', mayOpen ? 'answer' : 'open'],
      ['b', 'background'],
      ['x', 'stop'],
      ['q', 'quit'],
    ]),
    keyPieces([...first, ['o', mayOpen ? 'answer' : 'open'], ['b', 'leave'], ['x', 'stop'], ['q', 'quit']]),
    ...(first.length > 0 ? [keyPieces([...first, ['o', 'open'], ['q', 'quit']])] : []),
  ]);
}

/** The keys that answer a question; where it has more pages, first the one that shows them. `agent`: whose it is. */
export function answerKeys({ page, pages }: Shown, agent?: string): [key: string, does: string][] {
  if (pages === 0) return [];
  const whose = agent === undefined ? '' : ` ${agent}`;
  if (page < pages - 1) return [['space', `read on${whose}, ${page + 1}/${pages}`]];
  const again: [string, string][] = pages > 1 ? [['space', 'again']] : [];
  return [['y', `approve${whose}`], ['n', 'deny'], ...again];
}
