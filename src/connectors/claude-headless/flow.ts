import { displayText } from '../../system/terminal.ts';
import { widthOf } from '../../system/width.ts';

/** A script without spaces is shown before its line is whole. */
const LONGEST_WORD = 1_000;

/** Breaks a text between words while it comes in pieces: a word is shown once it is whole. */
export class Flow {
  readonly #width: () => number;
  #column = 0;
  #gap = '';
  #word = '';

  /** `width` in columns, asked for anew at each word: a window may change. */
  constructor(width: () => number) {
    this.#width = width;
  }

  /** What can be shown of the text now that this piece of it has come. */
  add(piece: string): string {
    let shown = '';
    for (const [part] of displayText(piece).matchAll(/\n| +|[^ \n]+/g)) {
      if (part === '\n') shown += this.#endWord() + this.#endLine();
      else if (part.startsWith(' ')) {
        shown += this.#endWord();
        this.#gap += part;
      } else {
        this.#word += part;
        if (this.#word.length > LONGEST_WORD) shown += this.#endWord();
      }
    }
    return shown;
  }

  /** What is left of the text, and the end of its line. */
  end(): string {
    const rest = this.#endWord();
    return rest + (this.#column > 0 ? this.#endLine() : '');
  }

  #endWord(): string {
    const [word, gap] = [this.#word, this.#gap];
    if (word === '') return '';
    this.#word = '';
    this.#gap = '';
    const wide = widthOf(word);
    const isFit = this.#column + gap.length + wide <= this.#width();
    const lead = isFit ? gap : this.#column > 0 ? '\n' : '';
    // A word that is longer than a line goes on in the next one: the terminal sees to that.
    this.#column = (isFit ? this.#column + gap.length : 0) + wide;
    return lead + word;
  }

  #endLine(): string {
    this.#column = 0;
    this.#gap = '';
    return '\n';
  }
}
