/**
 * The fenced code of a text, as in Markdown: from a line that begins with ``` or ~~~ (3 blanks before it at most) to one
 * that holds as many of them and nothing else, or to the end of the text.
 */
export class Fences {
  readonly #text: string;
  /** What is before it has been looked at. */
  #at = 0;
  #open: { readonly char: string; readonly length: number } | undefined;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether a line that begins at this offset is code; the offsets must rise from call to call. */
  holds(lineStart: number): boolean {
    for (;;) {
      const chars = this.#open ? [this.#open.char] : ['`', '~'];
      const run = Math.min(...chars.map((char) => this.#find(char)));
      if (run >= lineStart) return this.#open !== undefined;
      this.#pass(run);
    }
  }

  /** The next three of a character; looked for once, however often it is asked. */
  #find(char: string): number {
    const known = this.#next.get(char);
    if (known !== undefined && known >= this.#at) return known;
    const found = this.#text.indexOf(char.repeat(3), this.#at);
    const next = found === -1 ? Number.POSITIVE_INFINITY : found;
    this.#next.set(char, next);
    return next;
  }

  #pass(run: number): void {
    const char = this.#text[run]!;
    let end = run + 3;
    while (this.#text[end] === char) end += 1;
    this.#at = end;
    if (!this.#isAtLineStart(run)) return;
    const lineEnd = this.#text.indexOf('\n', end);
    const rest = this.#text.slice(end, lineEnd === -1 ? undefined : lineEnd);
    const length = end - run;
    if (!this.#open) {
      // In Markdown ```code``` on one line is no fence.
      if (char === '~' || !rest.includes('`')) this.#open = { char, length };
    } else if (length >= this.#open.length && rest.trim() === '') this.#open = undefined;
  }

  #isAtLineStart(run: number): boolean {
    let start = run;
    while (start > 0 && run - start < 3 && this.#text[start - 1] === ' ') start -= 1;
    return start === 0 || this.#text[start - 1] === '\n';
  }
}
