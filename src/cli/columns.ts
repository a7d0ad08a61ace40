import { fitTo } from '../system/terminal.ts';
import { widthOf } from '../system/width.ts';

export type Paint = (text: string) => string;

/** A cell: its text, measured and cut without its colour. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

export interface Column {
  readonly title: string;
  readonly cells: readonly Cell[];
  readonly align?: 'right';
  /** Where the table is too wide, the column with the lowest rank goes first; one without a rank always stays. */
  readonly rank?: number;
  /** For the last column, which takes what is left: other columns go while that is less than this. */
  readonly least?: number;
}

const GAP = '  ';
/** The last column takes what is left, and goes when that is less than this, unless it says so itself. */
const LEAST_REST = 12;

/** The lines of a table, its title line first, in at most `width` columns; the last column is cut where it must be. */
export function tableLines(columns: readonly Column[], width: number, title: Paint): string[] {
  const shown = columnsThatFit(columns, width);
  const widths = shown.map(naturalWidth);
  if (sum(widths) > width) shrink(widths, width);
  const line = (cellOf: (column: Column) => Cell) =>
    shown
      .map((column, index) => laidOut(cellOf(column), column, widths[index]!, index === shown.length - 1))
      .join(GAP)
      .trimEnd();
  const rows = columns[0]?.cells.length ?? 0;
  return [
    line((column) => ({ text: column.title, paint: title })),
    ...Array.from({ length: rows }, (_, row) => line((column) => column.cells[row]!)),
  ];
}

function columnsThatFit(columns: readonly Column[], width: number): Column[] {
  const least = columns.map((column, index) =>
    index === columns.length - 1
      ? Math.min(naturalWidth(column), column.least ?? LEAST_REST)
      : naturalWidth(column),
  );
  if (sum(least) <= width) return [...columns];
  const ranked = columns.filter((column) => column.rank !== undefined);
  if (ranked.length === 0) return [...columns];
  const first = ranked.reduce((a, b) => (b.rank! < a.rank! ? b : a));
  return columnsThatFit(
    columns.filter((column) => column !== first),
    width,
  );
}

/** The last column gives way first, down to its least; then whichever is widest. */
function shrink(widths: number[], width: number): void {
  const last = widths.length - 1;
  widths[last] = Math.max(Math.min(widths[last]!, LEAST_REST), widths[last]! - (sum(widths) - width));
  while (sum(widths) > width && Math.max(...widths) > 1) {
    widths[widths.indexOf(Math.max(...widths))]! -= 1;
  }
}

function laidOut({ text, paint }: Cell, column: Column, width: number, isLast: boolean): string {
  const cut = widthOf(text) <= width ? text : fitTo(text, width);
  const painted = paint ? paint(cut) : cut;
  const space = ' '.repeat(Math.max(0, width - widthOf(cut)));
  if (column.align === 'right') return space + painted;
  return isLast ? painted : painted + space;
}

const naturalWidth = ({ title, cells }: Column): number =>
  Math.max(widthOf(title), ...cells.map((cell) => widthOf(cell.text)));

const sum = (widths: readonly number[]): number =>
  widths.reduce((total, width) => total + width, 0) + GAP.length * Math.max(0, widths.length - 1);
