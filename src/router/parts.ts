import { type Mention, textAfter } from './mention.ts';

/** A mention and what is asked with it, byte for byte. */
export interface Block {
  readonly mention: Mention;
  readonly text: string;
}

/** The parts of a prompt while it is read from its beginning to its end. */
export class Parts {
  readonly blocks: Block[] = [];
  /** What stands above the first mention. */
  context = '';
  readonly #text: string;
  #mention: Mention | undefined;
  /** The open part's text up to `#from`. */
  #head = '';
  #from = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** How many mentions have begun. */
  get count(): number {
    return this.blocks.length + (this.#mention ? 1 : 0);
  }

  /** Begins with a mention that nothing but blanks stands before. */
  beginAtTop(mention: Mention): void {
    this.#mention = mention;
    this.#from = textAfter(this.#text, mention);
  }

  /** Ends the open part before the line break that stands before a mention, and begins the mention's. */
  begin(mention: Mention): void {
    this.#close(mention.at - (this.#text.endsWith('\r\n', mention.at) ? 2 : 1));
    this.#head = '';
    this.beginAtTop(mention);
  }

  /** Leaves one character out. */
  leaveOut(at: number): void {
    this.#head += this.#text.slice(this.#from, at);
    this.#from = at + 1;
  }

  end(): void {
    this.#close(this.#text.length);
  }

  #close(end: number): void {
    const text = this.#head + this.#text.slice(this.#from, end);
    if (this.#mention) this.blocks.push({ mention: this.#mention, text });
    else this.context = text;
  }
}
