import type { WriteStream } from 'node:tty';
import { type BoxView, boxRows, rowsTaken } from './box-view.ts';
import { cleanText } from './clean-text.ts';

const PASTE_MODE_ON = '\u001b[?2004h';
const PASTE_MODE_OFF = '\u001b[?2004l';
const CLEAR_DOWN = '\r\u001b[J';

/** An inline screen: the transcript scrolls away as in any shell, the input box is drawn anew below it. */
export class Screen {
  readonly #out: WriteStream;
  #view: BoxView = { status: '', draft: '', dialog: undefined };
  #unprinted: string[] = [];
  #drawn: string[] = [];
  #isLent = false;
  #isPainting = false;
  #painted = Promise.resolve();

  constructor(out: WriteStream) {
    this.#out = out;
    out.write(PASTE_MODE_ON);
    out.on('resize', () => this.#repaint());
  }

  /** Adds lines to the transcript. */
  print(text: string): void {
    this.#unprinted.push(text);
    this.#repaint();
  }

  update(change: Partial<BoxView>): void {
    this.#view = { ...this.#view, ...change };
    this.#repaint();
  }

  /** Leaves the place of the input box to another program; what is printed meanwhile comes afterwards. */
  async lend<T>(action: () => Promise<T>): Promise<T> {
    await this.leave();
    try {
      return await action();
    } finally {
      this.#isLent = false;
      this.#out.write(PASTE_MODE_ON);
      this.#repaint();
    }
  }

  async leave(): Promise<void> {
    await this.#painted;
    this.#isLent = true;
    this.#out.write(this.#erase() + PASTE_MODE_OFF);
  }

  /** Changes that come together are painted once. */
  #repaint(): void {
    if (this.#isPainting) return;
    this.#isPainting = true;
    this.#painted = this.#painted.then(() => this.#paint());
  }

  async #paint(): Promise<void> {
    this.#isPainting = false;
    if (this.#isLent) return;
    const { status, draft, dialog } = this.#view;
    const unprinted = this.#unprinted.splice(0).join('\n');
    const transcript = unprinted === '' ? '' : `${await cleanText(unprinted)}\n`;
    const view = {
      status: await cleanText(status),
      // The whole draft may be very long and only its end is shown.
      draft: await cleanText(draft.slice(-10_000)),
      dialog: dialog && (await cleanText(dialog.join('\n'))).split('\n'),
    };
    const erase = this.#erase();
    this.#drawn = boxRows(view, { columns: this.#out.columns, rows: this.#out.rows });
    this.#out.write(erase + transcript + this.#drawn.join('\n'));
  }

  #erase(): string {
    const up = rowsTaken(this.#drawn, this.#out.columns) - 1;
    this.#drawn = [];
    return (up > 0 ? `\u001b[${up}A` : '') + CLEAR_DOWN;
  }
}
