const COLOURS = /\u001b\[[\d;:]*m/gu;
/** Links, and the switches to the line-drawing characters of old. */
const OTHER = /\u001b\].*?(?:\u001b\\|\u0007)|[\u000e\u000f]/gu;
const WIDE = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;
const NO_CELL = /\p{M}|\p{Cf}/u;

/** A captured screen as text alone: what conditions look at. */
export const plain = (screen) => screen.replaceAll(OTHER, '').replaceAll(COLOURS, '');

/** The rows of a captured screen, each with all its colours; in a capture they run on from the row above. */
export function rowsWithColours(screen) {
  let colours = '';
  return screen
    .replaceAll(OTHER, '')
    .split('\n')
    .map((row) => {
      const begun = colours + row;
      for (const [sequence] of row.matchAll(COLOURS)) colours = after(colours, sequence);
      return `${begun}\u001b[0m`;
    });
}

function after(colours, sequence) {
  if (/^\u001b\[0?m$/.test(sequence)) return '';
  return sequence.startsWith('\u001b[0;') ? sequence : colours + sequence;
}

/** The columns that a text takes on a terminal. */
export function cells(text) {
  let count = 0;
  for (const character of plain(text)) {
    if (!NO_CELL.test(character)) count += WIDE.test(character) ? 2 : 1;
  }
  return count;
}
