import { StringDecoder } from 'node:string_decoder';

/** A program's output made into whole lines for the window; a very long line is shown in pieces. */
export class LiveLines {
  readonly #show: (text: string) => void;
  readonly #utf8 = new StringDecoder('utf8');
  #unfinished = '';

  constructor(show: (text: string) => void) {
    this.#show = show;
  }

  readonly push = (bytes: Buffer): void => {
    this.#unfinished += this.#utf8.write(bytes);
    const end =
      this.#unfinished.length > 8_192 ? this.#unfinished.length : this.#unfinished.lastIndexOf('\n') + 1;
    if (end === 0) return;
    this.#show(this.#unfinished.slice(0, end).replace(/\n$/, ''));
    this.#unfinished = this.#unfinished.slice(end);
  };

  end(): void {
    const rest = this.#unfinished + this.#utf8.end();
    this.#unfinished = '';
    if (rest !== '') this.#show(rest);
  }
}
