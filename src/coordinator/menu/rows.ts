import { fitTo, padTo } from '../../system/terminal.ts';
import { widthOf as textWidth } from '../../system/width.ts';
import { lineOf, type Piece } from '../view/line.ts';
import { type Choice, numberOf } from './list.ts';

/** One choice of a list as it is shown. */
export interface Row extends Choice {
  readonly state?: string;
  readonly tone?: 'green' | 'cyan' | 'yellow' | 'red' | 'dim';
  readonly about: string;
}

/** The rows of a list as lines, from `first` to `last`; arrows tell that there are more. */
export function rowLines(
  rows: readonly Row[],
  at: number,
  shown: { columns: number; first: number; last: number },
): string[] {
  const widths = widthsOf(rows, shown.columns);
  return rows.slice(shown.first, shown.last + 1).map((row, place) => {
    const index = shown.first + place;
    const isMore = (index === shown.first && index > 0) || (index === shown.last && index < rows.length - 1);
    const arrow = isMore ? (index === shown.first ? '↑ ' : '↓ ') : '  ';
    const mark: Piece = { text: index === at ? '❯ ' : arrow, style: 'cyan' };
    return lineOf(shown.columns, [
      mark,
      keyOf(row, numberOf(rows, index)),
      ...cells(row, widths, index === at),
    ]);
  });
}

const keyOf = ({ hotkey }: Row, number: number | undefined): Piece =>
  hotkey
    ? { text: `${hotkey}  `, style: 'bold' }
    : { text: `${number && number <= 9 ? number : ' '}  `, style: 'dim' };

function cells(row: Row, widths: { name: number; state: number }, isMarked: boolean): Piece[] {
  const style = isMarked ? 'bold' : undefined;
  if (row.state === undefined) return [{ text: row.about, style }];
  return [
    { text: `${padTo(fitTo(row.name, widths.name), widths.name)}  `, style },
    { text: `${padTo(row.state, widths.state)}  `, style: row.tone },
    { text: row.about, style: 'dim' },
  ];
}

/** A very long name leaves room for what the agent is about. */
function widthsOf(rows: readonly Row[], columns: number): { name: number; state: number } {
  const withState = rows.filter(({ state }) => state !== undefined);
  const widest = (texts: string[]) => Math.max(0, ...texts.map((text) => textWidth(text)));
  return {
    name: Math.min(widest(withState.map(({ name }) => name)), Math.max(10, Math.floor(columns / 3))),
    state: widest(withState.map(({ state }) => state ?? '')),
  };
}
