/** What stands below the transcript: a status line and the input box, or a dialog in their place. */
export interface BoxView {
  readonly status: string;
  readonly draft: string;
  readonly dialog: readonly string[] | undefined;
}

const MAX_ROWS = 8;
const PROMPT = '> ';

/** The rows to draw, each narrower than the window; of a long text, only the end by the cursor. */
export function boxRows(view: BoxView, window: { columns: number; rows: number }): string[] {
  const width = Math.max(4, window.columns - 1);
  const height = Math.max(1, Math.min(MAX_ROWS, window.rows - 2));
  if (view.dialog) return view.dialog.flatMap((line) => wrap(line, width)).slice(-height);
  const shown = view.draft.slice(-width * height);
  const lines = shown.split('\n').flatMap((line) => wrap(line, width - PROMPT.length));
  const rows = lines.slice(-height).map((row, at) => (at === 0 ? PROMPT : '  ') + row);
  return [wrap(view.status, width)[0] ?? '', ...rows];
}

/** How far down the cursor has come when the terminal has wrapped rows anew for a narrower window. */
export function rowsTaken(rows: readonly string[], columns: number): number {
  return rows.reduce((taken, row) => taken + Math.max(1, Math.ceil(cells(row) / Math.max(1, columns))), 0);
}

function wrap(line: string, width: number): string[] {
  const rows = [''];
  let used = 0;
  for (const character of line) {
    used += cells(character);
    if (used > width) {
      rows.push('');
      used = cells(character);
    }
    rows[rows.length - 1] += character;
  }
  return rows;
}

/** Never less than the columns that the text takes; an exact count costs 20 ms to load. */
function cells(text: string): number {
  let count = 0;
  for (const character of text) count += character <= '~' ? 1 : 2;
  return count;
}
