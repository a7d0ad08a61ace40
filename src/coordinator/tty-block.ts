import type { Size, Tty } from './tty.ts';

const IND = '\u001bD';
const SAVE = '\u001b7';
const RESTORE = '\u001b8';
const DOWN = '\u001b[1B\r';
const ERASE_LINE = '\u001b[2K';
const ERASE_BELOW = '\u001b[J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** A terminal may show a character wider than we think: then the line is clipped, and nothing is pushed down. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';

/**
 * A few lines below the cursor that are drawn again and again in place. The cursor rests where the client left it, so a
 * terminal that rewraps its lines at a new width carries our place along.
 */
export class Block {
  readonly #tty: Tty;
  #count = 0;
  #size: Size | undefined;

  constructor(tty: Tty) {
    this.#tty = tty;
  }

  /** Draws the lines; `size` is what they were made for, and at least one row less is theirs. */
  draw(lines: string[], size: Size): void {
    const isResized = this.#size?.columns !== size.columns || this.#size.rows !== size.rows;
    const stale = isResized ? ERASE_BELOW : '';
    const gone = DOWN.concat(ERASE_LINE).repeat(Math.max(0, this.#count - lines.length));
    const drawn = lines.map((line) => `${DOWN}${ERASE_LINE}${line}`).join('');
    this.#tty.write(
      `${HIDE_CURSOR}${roomFor(lines.length)}${SAVE}${DOWN}${stale}${RESTORE}${NO_WRAP}${drawn}${isResized ? '' : gone}${RESTORE}${WRAP}`,
    );
    this.#count = lines.length;
    this.#size = size;
  }

  erase(): void {
    if (this.#count === 0) return;
    this.#tty.write(`${roomFor(1)}${SAVE}${DOWN}${ERASE_BELOW}${RESTORE}${SHOW_CURSOR}`);
    this.#count = 0;
  }
}

/** Makes sure of `count` rows below the cursor. Only a cursor near the bottom moves the screen, and once. */
const roomFor = (count: number): string => `${IND.repeat(count)}\u001b[${count}A`;

/** A terminal that can do nothing but print: the lines, one after the other. */
export const printPlainly = (tty: Tty, lines: string[]): void =>
  tty.write(lines.map((line) => `\r${line}\r\n`).join(''));
