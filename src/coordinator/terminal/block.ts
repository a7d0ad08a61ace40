import { mayTurnPage } from './page.ts';
import type { Size, Tty } from './tty.ts';

const IND = '\u001bD';
const SAVE = '\u001b7';
const RESTORE = '\u001b8';
const HOME = '\u001b[H';
const DOWN = '\u001b[1B\r';
const ERASE_LINE = '\u001b[2K';
const ERASE_BELOW = '\u001b[J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const ENTER_PAGE = '\u001b[?1049h';
const LEAVE_PAGE = '\u001b[?1049l';
/** A terminal may show a character wider than we think: then the line is clipped, and nothing is pushed down. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';

/**
 * A few lines that are drawn again and again in place: at the top of a page of our own where we may open one, else below
 * the cursor, which always rests where the client left it.
 */
export class Block {
  readonly #tty: Tty;
  readonly #isPage: boolean;
  #count = 0;
  #size: Size | undefined;

  constructor(tty: Tty, isPage = mayTurnPage()) {
    this.#tty = tty;
    this.#isPage = isPage;
  }

  /** Draws the lines; `size` is what they were made for, and at least one row less is theirs. */
  draw(lines: string[], size: Size): void {
    const isResized = this.#size?.columns !== size.columns || this.#size.rows !== size.rows;
    const count = isResized ? lines.length : Math.max(lines.length, this.#count);
    const drawn = Array.from({ length: count }, (_, row) => `${DOWN}${ERASE_LINE}${lines[row] ?? ''}`).join(
      '',
    );
    const below = isResized ? `${SAVE}${DOWN}${ERASE_BELOW}${RESTORE}` : '';
    this.#tty.write(`${this.#begin()}${roomFor(count)}${below}${SAVE}${NO_WRAP}${drawn}${WRAP}${RESTORE}`);
    this.#count = lines.length;
    this.#size = size;
  }

  erase(): void {
    if (this.#count === 0) return;
    const erased = this.#isPage ? LEAVE_PAGE : `${roomFor(1)}${SAVE}${DOWN}${ERASE_BELOW}${RESTORE}`;
    this.#tty.write(`${erased}${SHOW_CURSOR}`);
    this.#count = 0;
    this.#size = undefined;
  }

  #begin(): string {
    if (!this.#isPage) return HIDE_CURSOR;
    return `${this.#count === 0 ? ENTER_PAGE : ''}${HIDE_CURSOR}${HOME}`;
  }
}

/** Makes sure of `count` rows below the cursor. Only a cursor near the bottom moves the screen, and once. */
const roomFor = (count: number): string => `${IND.repeat(count)}\u001b[${count}A`;

/** A terminal that can do nothing but print: the lines, one after the other. */
export const printPlainly = (tty: Tty, lines: string[]): void =>
  tty.write(lines.map((line) => `\r${line}\r\n`).join(''));
