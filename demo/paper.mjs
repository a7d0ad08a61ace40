/** Where the demo is printed: 80 columns, in colour only on a terminal that wants it. */
const WIDTH = 80;
/** The columns of a screen inside its frame. */
export const SCREEN_WIDTH = WIDTH - 4;

const hasColour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

export const style = (name, text) => (hasColour ? `\u001b[${STYLES[name]}m${text}\u001b[0m` : text);

export const print = (text = '') => void process.stdout.write(`${text}\n`);

/** Prints what a person does between two screens. */
export const does = (what) => print(`${style('cyan', '▸')} ${what}`);

/** Prints a captured screen in a frame, or only its last rows. */
export function show(title, screen, most = Number.POSITIVE_INFINITY) {
  const bar = '─'.repeat(Math.max(0, WIDTH - 5 - cells(title)));
  print(`${style('dim', '┌─ ')}${style('bold', title)}${style('dim', ` ${bar}┐`)}`);
  for (const row of lastOf(rowsOf(screen), most)) {
    const padding = ' '.repeat(Math.max(0, SCREEN_WIDTH - cells(row)));
    print(`${style('dim', '│ ')}${row}${padding}${style('dim', ' │')}`);
  }
  print(`${style('dim', `└${'─'.repeat(WIDTH - 2)}┘`)}\n`);
}

/** Prints how long each thing took. */
export function printTimes(times) {
  print(style('bold', 'From the key to what it brought, as seen on the screen'));
  for (const { what, tookMs, turn } of times) {
    const seconds = `${(tookMs / 1_000).toFixed(2)} s`.padStart(8);
    print(`  ${what.padEnd(38)}${seconds}${turn ? style('dim', `   the agent's own turn: ${turn}`) : ''}`);
  }
}

/** A captured screen without its colours: what conditions look at. */
export const plain = (screen) => screen.replaceAll(/\u001b\[[\d;:]*m|\u001b\].*?(?:\u001b\\|\u0007)/gu, '');

/** The rows from the first to the last one that show something; each begins with the colours it has on the screen. */
function rowsOf(screen) {
  if (!hasColour) return trimmed(plain(screen).split('\n'));
  let colours = '';
  const rows = screen
    .replaceAll(/\u001b\].*?(?:\u001b\\|\u0007)/gu, '')
    .split('\n')
    .map((row) => {
      const begun = colours;
      for (const [sequence] of row.matchAll(/\u001b\[[\d;:]*m/gu))
        colours = /^\u001b\[0?m$/.test(sequence) ? '' : colours + sequence;
      return `${begun}${row}\u001b[0m`;
    });
  return trimmed(rows);
}

const lastOf = (rows, most) => (rows.length <= most ? rows : [style('dim', '⋮'), ...rows.slice(-most)]);

function trimmed(rows) {
  const isEmpty = (row) => plain(row).trim() === '';
  const first = rows.findIndex((row) => !isEmpty(row));
  return first < 0 ? [] : rows.slice(first, rows.findLastIndex((row) => !isEmpty(row)) + 1);
}

/** The columns that a text takes on a terminal. */
function cells(text) {
  let count = 0;
  for (const character of plain(text)) {
    if (/\p{M}|\p{Cf}/u.test(character)) continue;
    count +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return count;
}
