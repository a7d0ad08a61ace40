import { writeSync } from 'node:fs';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** A terminal may show a character wider than we think: then the line is clipped, and the count of rows stays right. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const ERASE_BELOW = '\u001b[J';
const ERASE_REST = '\u001b[K';

/** Lines at the end of what a command has printed to standard error, drawn again in place; the cursor rests below them. */
export class Redrawn {
  #count = 0;
  #text = '';

  draw(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}${ERASE_REST}\r\n`).join('');
    if (text === this.#text) return;
    write(`${HIDE_CURSOR}${this.#up()}${NO_WRAP}${text}${WRAP}${ERASE_BELOW}`);
    this.#count = lines.length;
    this.#text = text;
  }

  erase(): void {
    if (this.#count > 0) write(`${this.#up()}${ERASE_BELOW}${SHOW_CURSOR}`);
    this.forget();
  }

  /** The lines have become something else than what was drawn: they stay, and new ones go below. */
  forget(): void {
    this.#count = 0;
    this.#text = '';
  }

  /** The lines stay as they are. */
  leave(): void {
    if (this.#count > 0) write(SHOW_CURSOR);
    this.forget();
  }

  #up = (): string => (this.#count > 0 ? `\u001b[${this.#count}A\r` : '\r');
}

/** A terminal that takes no more for a moment misses a frame; the next one is whole. */
function write(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // It is full or gone.
  }
}
