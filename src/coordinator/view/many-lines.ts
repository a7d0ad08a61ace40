import { spokenElapsed } from '../../system/clock.ts';
import { fitTo, padTo } from '../../system/terminal.ts';
import { widthOf } from '../../system/width.ts';
import type { Size } from '../terminal/tty.ts';
import { firstThatFits, keyPieces, lineOf, type Piece } from './line.ts';
import {
  answerKeys,
  asideLines,
  type Drawn,
  fitted,
  markOf,
  spaced,
  toldLines,
  type Waiting,
} from './lines.ts';
import type { Shown } from './question.ts';
import { spokenState, type WaitState } from './state.ts';

/** One of several tasks. */
export interface TaskRow extends Pick<Waiting, 'agent' | 'state' | 'elapsedMs' | 'taskId'> {
  /** The first line of its prompt. */
  readonly about: string;
}

/** Everything that the waiting view of several tasks shows. */
export interface WaitingMany {
  readonly rows: readonly TaskRow[];
  /** The row that is marked. */
  readonly at: number;
  readonly elapsedMs: number;
  /** The last lines of the marked agent's window, or how its result begins; raw. */
  readonly excerpt: readonly string[];
  readonly notice: string | undefined;
  readonly aside?: string | undefined;
  /** The row whose question is shown; undefined: none can be answered by a key. */
  readonly asking?: number | undefined;
  readonly page?: number;
}

/** The view of several tasks, at most one row less than the terminal has and no line wider than it. */
export function drawMany(waiting: WaitingMany, { columns, rows }: Size): Drawn {
  const marked = waiting.rows[waiting.at]!;
  const asking = waiting.asking === undefined ? undefined : waiting.rows[waiting.asking];
  const aside = asideLines(waiting.aside, { columns, rows });
  const room = rows - 1 - 2 - aside.length;
  const most = Math.max(1, Math.ceil(room / 3));
  const { notice, page = 0 } = waiting;
  const { lines: words, shown } = toldLines(
    { state: (asking ?? marked).state, notice, page },
    columns,
    asking && asking !== marked ? most - 1 : most,
  );
  const told =
    asking && asking !== marked && shown.pages > 0 ? [askerLine(asking, columns), ...words] : words;
  const keys = INDENT + keysLine(columns - INDENT.length, marked.state, shown, asking?.agent);
  const list = listLines(waiting, columns, Math.max(1, room - told.length));
  const left = Math.min(MOST_EXCERPT, room - told.length - list.length);
  const excerpt = (left > 0 ? waiting.excerpt.slice(-left) : []).map((line) =>
    lineOf(columns, [{ text: GUTTER + line, style: 'dim' }]),
  );
  const parts = [[titleLine(waiting, columns)], list, told, excerpt, aside, [keys]];
  return fitted(spaced(parts, rows - 1), rows - 1, shown);
}

const askerLine = ({ agent }: TaskRow, columns: number): string =>
  lineOf(columns, [{ text: `${INDENT}${agent} asks:`, style: 'bold' }]);

/** The rows as a terminal shows them that can only print. */
export const plainRow = ({ agent, state, taskId }: TaskRow, columns: number): string =>
  lineOf(columns, [{ text: `${agent} ${spokenState(state)} · ${wordsOf(state) || `task ${taskId}`}` }]);

const MOST_EXCERPT = 6;
const INDENT = '  ';
const GUTTER = '│ ';

/** `3 tasks  0:42  1 working, 2 done`; in a narrow terminal how many have ended, and whether one asks something. */
function titleLine({ rows, elapsedMs }: WaitingMany, width: number): string {
  const counts = new Map<string, number>();
  for (const { state } of rows) counts.set(wordOf(state), (counts.get(wordOf(state)) ?? 0) + 1);
  const all = [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
  const ended = rows.filter(({ state }) => state.kind === 'ended').length;
  const blocked = counts.get('blocked');
  const few = [...(blocked ? [`${blocked} blocked`] : []), `${ended} ended`].join(', ');
  const line = (words: string): Piece[] => [
    { text: `${rows.length} tasks`, style: 'bold' },
    { text: `  ${spokenElapsed(elapsedMs)}` },
    { text: `  ${words}`, style: 'dim' },
  ];
  return firstThatFits(width, [line(all), line(few)]);
}

const wordOf = (state: WaitState): string => (state.kind === 'ended' ? spokenState(state) : state.kind);

/** Only as many rows as fit, the marked one among them; arrows tell that there are more. */
function listLines({ rows, at }: WaitingMany, columns: number, room: number): string[] {
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), rows.length - room));
  const shown = rows.slice(first, first + room);
  const widths = widthsOf(rows, columns);
  return shown.map((row, place) => {
    const index = first + place;
    const isCut = (place === 0 && first > 0) || (place === room - 1 && index < rows.length - 1);
    const pointer = index === at ? '❯ ' : isCut ? (place === 0 ? '↑ ' : '↓ ') : INDENT;
    return rowLine(row, { pointer, isMarked: index === at, widths, columns });
  });
}

interface Widths {
  readonly agent: number;
  readonly state: number;
  readonly elapsed: number;
}

function rowLine(
  row: TaskRow,
  {
    pointer,
    isMarked,
    widths,
    columns,
  }: { pointer: string; isMarked: boolean; widths: Widths; columns: number },
): string {
  const { mark, style } = markOf(row.state);
  const words = wordsOf(row.state);
  const pieces: Piece[] = [
    { text: pointer, style: 'cyan' },
    { text: `${mark} `, style },
    { text: cell(row.agent, widths.agent), style: isMarked ? 'bold' : undefined },
    { text: `  ${cell(rowState(row.state), widths.state)}`, style },
    { text: `  ${spokenElapsed(row.elapsedMs).padStart(widths.elapsed)}` },
    words ? { text: `  ${words}`, style } : { text: `  ${row.about}`, style: 'dim' },
  ];
  return lineOf(columns, pieces);
}

const cell = (text: string, width: number): string => padTo(fitTo(text, width), width);

function widthsOf(rows: readonly TaskRow[], columns: number): Widths {
  const widest = (texts: string[]) => Math.max(...texts.map((text) => widthOf(text)));
  const elapsed = widest(rows.map(({ elapsedMs }) => spokenElapsed(elapsedMs)));
  const state = widest(rows.map((row) => rowState(row.state)));
  const agent = widest(rows.map((row) => row.agent));
  // The pointer, the mark and two gaps stand between them.
  const room = columns - elapsed - 8;
  const fitted = Math.min(state, Math.max(8, room - Math.min(agent, MOST_AGENT)));
  return { elapsed, state: fitted, agent: Math.max(4, Math.min(agent, MOST_AGENT, room - fitted)) };
}

const MOST_AGENT = 20;

/** Shorter than in a line of its own: `queued 2/3`. */
function rowState(state: WaitState): string {
  if (state.kind === 'queued' && state.place) return `queued ${state.place.nth}/${state.place.of}`;
  if (state.kind === 'blocked' || state.kind === 'attended') return state.kind;
  return spokenState(state);
}

/** What a row must say in words, in place of what its task is about. */
function wordsOf(state: WaitState): string {
  if (state.kind === 'blocked') return state.question;
  if (state.kind === 'retrying') return state.because;
  return state.kind === 'ended' ? state.done.reason : '';
}

function keysLine(width: number, state: WaitState, shown: Shown, asker: string | undefined): string {
  const first = answerKeys(shown, asker);
  const mayAnswer = state.kind === 'blocked' && first.length === 0;
  return firstThatFits(width, [
    keyPieces([
      ...first,
      ['↑↓', 'select'],
      ['o', mayAnswer ? 'open and answer' : 'open'],
      ['x', 'stop it'],
      ['b', 'background'],
      ['q', 'stop waiting'],
    ]),
    keyPieces([
      ...first,
      ['↑↓', 'select'],
      ['o', mayAnswer ? 'answer' : 'open'],
      ['x', 'stop'],
      ['b', 'background'],
      ['q', 'quit'],
    ]),
    keyPieces([...first, ['o', mayAnswer ? 'answer' : 'open'], ['x', 'stop'], ['b', 'leave'], ['q', 'quit']]),
    ...(first.length > 0 ? [keyPieces([...first, ['q', 'quit']])] : []),
  ]);
}
