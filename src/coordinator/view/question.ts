import { nowMs } from '../../system/clock.ts';
import { exactText, wrapTo } from '../../system/terminal.ts';

/** A question that can be answered from here. */
export interface Question {
  readonly id: string;
  readonly agent: string;
  readonly text: string;
}

/** Nobody reads more before they approve it; the wrapper lets no longer question be answered from afar. */
const MOST_CHARACTERS = 10_000;

/** The question word for word, with nothing hidden, in pages of so many lines; none where it cannot be shown. */
export function questionPages(text: string, width: number, rows: number): string[][] {
  if (rows < 1 || width < 1 || text.length > MOST_CHARACTERS) return [];
  const lines = exactText(text)
    .split('\n')
    .flatMap((line) => wrapTo(line, width));
  return Array.from({ length: Math.ceil(lines.length / rows) }, (_, page) =>
    lines.slice(page * rows, (page + 1) * rows),
  );
}

/** What stands on the screen of the question. */
export interface Shown {
  /** Counted from 0. */
  readonly page: number;
  /** 0 where the question is not shown at all. */
  readonly pages: number;
  /** For how much room it was divided into pages: in another room they begin elsewhere. */
  readonly room: string;
}

export const NOTHING_SHOWN: Shown = { page: 0, pages: 0, room: '' };

/** A key that was on its way when the question came up was not meant for it. */
const LEAST_READING_MS = 500;

/** Sees to it that a question is answered only after it was read: to its end, and for a moment. */
export class Reading {
  #asked: Question | undefined;
  #page = 0;
  #shown = NOTHING_SHOWN;
  #readSinceMs: number | undefined;

  get page(): number {
    return this.#page;
  }

  /** Another question than before begins at its beginning, unread; true for one. */
  turnTo(asked: Question | undefined): boolean {
    const isOther = asked?.id !== this.#asked?.id || asked?.agent !== this.#asked?.agent;
    this.#asked = asked;
    if (!isOther) return false;
    this.#page = 0;
    this.#shown = NOTHING_SHOWN;
    this.#readSinceMs = undefined;
    return true;
  }

  /** The screen shows this of it now. */
  drawn(shown: Shown): void {
    const hasSkipped = shown.page > 0 && shown.room !== this.#shown.room;
    this.#shown = shown;
    this.#page = hasSkipped ? 0 : shown.page;
    if (hasSkipped) return;
    if (shown.pages > 0 && shown.page === shown.pages - 1) this.#readSinceMs ??= nowMs();
  }

  nextPage(): void {
    if (this.#shown.pages > 1) this.#page = (this.#page + 1) % this.#shown.pages;
  }

  /** The question that a key answers now; `unread` where it was not read yet. */
  get answerable(): Question | 'unread' | undefined {
    if (!this.#asked) return undefined;
    const isRead = this.#readSinceMs !== undefined && nowMs() - this.#readSinceMs >= LEAST_READING_MS;
    return isRead ? this.#asked : 'unread';
  }
}
