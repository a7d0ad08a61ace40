import type { Size } from '../terminal/tty.ts';
import { firstThatFits, keyPieces, lineOf } from '../view/line.ts';
import { type Row, rowLines } from './rows.ts';

/** A list to pick from, and the words around it. */
export interface ListScreen {
  /** What stands above the list. */
  readonly head: string[];
  readonly rows: readonly Row[];
  /** The marked row. */
  readonly at: number;
  /** The answer to the last key. */
  readonly notice: string | undefined;
  /** The line of keys, from the longest wording to the shortest. */
  readonly keys: [key: string, does: string][][];
}

/** The list, at most one row less than the terminal has and no line wider than it; the marked row always shows. */
export function listLines(screen: ListScreen, { columns, rows }: Size): string[] {
  const room = Math.max(2, rows - 1);
  const foot = footLines(screen, columns);
  const list = wholeList(screen, columns);
  const head = screen.head.map((line) => lineOf(columns, [{ text: `  ${line}`, style: 'dim' }]));
  for (let shown = head.length; shown >= 0; shown -= 1) {
    const lines = [...head.slice(0, shown), ...(shown > 0 ? [''] : []), ...list, '', ...foot];
    if (lines.length <= room) return lines;
  }
  return [...scrolledList(screen, columns, Math.max(1, room - foot.length)), ...foot].slice(-room);
}

function footLines({ notice, keys }: ListScreen, columns: number): string[] {
  const told = notice ? [lineOf(columns, [{ text: `  ${notice}`, style: 'cyan' }])] : [];
  return [...told, `  ${firstThatFits(columns - 2, keys.map(keyPieces))}`];
}

/** All rows; those with a key of their own stand apart. */
function wholeList({ rows, at }: ListScreen, columns: number): string[] {
  const lines = rowLines(rows, at, { columns, first: 0, last: rows.length - 1 });
  const isApart = (index: number) => index > 0 && !rows[index]!.hotkey !== !rows[index - 1]!.hotkey;
  return lines.flatMap((line, index) => (isApart(index) ? ['', line] : [line]));
}

/** Only as many rows as fit, the marked one among them. */
function scrolledList({ rows, at }: ListScreen, columns: number, room: number): string[] {
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), rows.length - room));
  return rowLines(rows, at, { columns, first, last: Math.min(first + room, rows.length) - 1 });
}
