import { cells, plain, rowsWithColours } from './captured.mjs';
import { hasColour, print, style, WIDTH } from './paper.mjs';

/** The columns of a screen inside its frame. */
export const SCREEN_WIDTH = WIDTH - 4;

const CUT = style('dim', '⋮');

/** Prints a captured screen in a frame; with `most`, only its last rows. A `⋮` stands for what is left out. */
export function show(title, screen, most = Number.POSITIVE_INFINITY) {
  const bar = '─'.repeat(Math.max(0, WIDTH - 5 - cells(title)));
  print(`${style('dim', '┌─ ')}${style('bold', title)}${style('dim', ` ${bar}┐`)}`);
  for (const row of lastOf(withoutGaps(screen), most)) {
    const padding = ' '.repeat(Math.max(0, SCREEN_WIDTH - cells(row)));
    print(`${style('dim', '│ ')}${row}${padding}${style('dim', ' │')}`);
  }
  print(`${style('dim', `└${'─'.repeat(WIDTH - 2)}┘`)}\n`);
}

/** Two empty rows and more say nothing that one `⋮` does not; those at the ends say nothing at all. */
function withoutGaps(screen) {
  const rows = hasColour ? rowsWithColours(screen) : plain(screen).split('\n');
  const kept = [];
  let empty = 0;
  for (const row of rows) {
    if (plain(row).trim() === '') empty += 1;
    else {
      if (empty > 0 && kept.length > 0) kept.push(empty > 1 ? CUT : '');
      kept.push(row);
      empty = 0;
    }
  }
  return kept;
}

function lastOf(rows, most) {
  if (rows.length <= most) return rows;
  const last = rows.slice(-most);
  return [CUT, ...last.slice(last.findIndex((row) => row !== '' && row !== CUT))];
}
