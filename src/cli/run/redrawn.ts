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
  /** What the terminal did not take at once. */
  #rest = Buffer.alloc(0);

  /** False where the terminal still takes what was drawn before: these lines are not drawn. */
  draw(lines: readonly string[]): boolean {
    const text = lines.map((line) => `${line}${ERASE_REST}\r\n`).join('');
    if (text === this.#text) return true;
    if (!this.#flush()) return false;
    this.#write(`${HIDE_CURSOR}${this.#up()}${NO_WRAP}${text}${WRAP}${ERASE_BELOW}`);
    this.#count = lines.length;
    this.#text = text;
    return true;
  }

  /** Takes the lines away, so that something else can be printed. */
  erase(): void {
    this.#flushOrWait();
    if (this.#count > 0) this.#write(`${this.#up()}${ERASE_BELOW}${SHOW_CURSOR}`);
    this.#flushOrWait();
    this.forget();
  }

  /** The lines have become something else than what was drawn: they stay, and new ones go below. */
  forget(): void {
    this.#count = 0;
    this.#text = '';
  }

  /** The lines stay as they are. */
  leave(): void {
    this.#flushOrWait();
    if (this.#count > 0) this.#write(SHOW_CURSOR);
    this.#flushOrWait();
    this.forget();
  }

  #up = (): string => (this.#count > 0 ? `\u001b[${this.#count}A\r` : '\r');

  #write(text: string): void {
    this.#rest = Buffer.concat([this.#rest, Buffer.from(text)]);
    this.#flush();
  }

  /** Writes what the terminal takes; true when it took all. One that is stopped must not stop the engine. */
  #flush(): boolean {
    try {
      while (this.#rest.length > 0) this.#rest = this.#rest.subarray(writeSync(2, this.#rest));
    } catch {
      // It is full for the moment, or gone.
    }
    return this.#rest.length === 0;
  }

  #flushOrWait(): void {
    for (let tries = 0; !this.#flush() && tries < MOST_TRIES; tries += 1)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TRY_EVERY_MS);
  }
}

const MOST_TRIES = 50;
const TRY_EVERY_MS = 10;
