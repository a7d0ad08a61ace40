import { Block, printPlainly } from '../terminal/block.ts';
import type { Key } from '../terminal/keys.ts';
import { Tty } from '../terminal/tty.ts';
import { type ListScreen, listLines } from './lines.ts';
import { type Pressed, pressIn } from './list.ts';
import type { Row } from './rows.ts';

export type Chosen = Exclude<Pressed, { kind: 'move' }>;

/** What a picker shows; asked again whenever something may have changed. */
export interface Picking {
  list(): Pick<ListScreen, 'head' | 'rows' | 'keys'>;
  /** The row that is marked at first. */
  readonly startAt?: (rows: readonly Row[]) => number;
}

/** Lets a person pick from lists on the terminal, one list after the other. */
export class Picker {
  readonly #tty: Tty;
  readonly #block: Block | undefined;
  #picking: Picking | undefined;
  #rows: readonly Row[] = [];
  #at = 0;
  #notice: string | undefined;
  #printed = '';
  #chosen: (chosen: Chosen) => void = () => {};

  /** Undefined where there is no terminal. */
  static open(): Picker | undefined {
    const tty = Tty.open({
      key: (key) => picker.#press(key),
      resized: () => picker.draw(),
      gone: () => picker.#chosen({ kind: 'leave' }),
      ending: () => picker.close(),
    });
    if (!tty) return undefined;
    const picker = new Picker(tty);
    return picker;
  }

  private constructor(tty: Tty) {
    this.#tty = tty;
    this.#block = process.env.TERM === 'dumb' ? undefined : new Block(tty);
  }

  /** Shows a list until something is chosen; moving in it is its own matter. */
  choose(picking: Picking): Promise<Chosen> {
    if (this.#picking !== picking) {
      this.#rows = [];
      this.#at = picking.startAt?.(picking.list().rows) ?? 0;
    }
    this.#picking = picking;
    return new Promise((resolve) => {
      this.#chosen = (chosen) => {
        this.#chosen = () => {};
        this.#notice = undefined;
        resolve(chosen);
      };
      this.draw();
    });
  }

  tell(notice: string): void {
    this.#notice = notice;
    this.draw();
  }

  draw(): void {
    if (!this.#picking) return;
    const list = this.#picking.list();
    this.#at = sameRow(list.rows, this.#rows[this.#at], this.#at);
    this.#rows = list.rows;
    const size = this.#tty.size();
    const lines = listLines({ ...list, at: this.#at, notice: this.#notice }, size);
    if (this.#block) this.#block.draw(lines, size);
    else if (lines.join() !== this.#printed) printPlainly(this.#tty, lines);
    this.#printed = lines.join();
  }

  close(): void {
    this.#picking = undefined;
    this.#block?.erase();
    this.#tty.close();
  }

  #press(key: Key): void {
    const pressed = pressIn(this.#rows, this.#at, key);
    if (pressed.kind !== 'move') this.#chosen(pressed);
    else {
      this.#at = pressed.to;
      this.draw();
    }
  }
}

/** Where the marked row is now: rows above it may have come or gone, and Enter must not mean another one. */
function sameRow(rows: readonly Row[], marked: Row | undefined, at: number): number {
  const isSame = (row: Row | undefined) => row?.name === marked?.name && row?.hotkey === marked?.hotkey;
  const moved = marked && !isSame(rows[at]) ? rows.findIndex(isSame) : -1;
  return Math.max(0, Math.min(moved >= 0 ? moved : at, rows.length - 1));
}
