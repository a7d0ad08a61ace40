import type { Changes } from '../system/changes.ts';
import { after } from '../system/clock.ts';
import type { DeliveryEnd } from './delivery.ts';

const REASONS = {
  draft: 'A draft stands in the input box of its window: send it or clear it.',
  'no-editor': 'A dialog is open in its window: answer it or close it.',
  'not-taken': 'The prompt stands in its input box, but the client did not take it: look at its window.',
} as const;

type Why = keyof typeof REASONS & DeliveryEnd;

/** Each further try disturbs the person at the window a little, so they get rarer. */
const TRY_AGAIN_MS = [2_000, 5_000, 10_000, 20_000, 30_000];

/** Keeps tasks back while something of a person's stands in the way; any sign of life from the client ends it. */
export class Hold {
  readonly #changes: Changes;
  #why: Why | undefined;
  #words: string | undefined;
  #isHeld = false;
  #tries = 0;
  #stopTimer = () => {};

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }
  get reason(): string | undefined {
    return this.#why && (this.#words ?? REASONS[this.#why]);
  }
  get isDraft(): boolean {
    return this.#why === 'draft';
  }

  /** `words` say why, where more is known than that. */
  start(why: Why, words?: string): void {
    this.#why = why;
    this.#words = words;
    this.#isHeld = true;
    const waitMs = TRY_AGAIN_MS[Math.min(this.#tries++, TRY_AGAIN_MS.length - 1)]!;
    this.#stopTimer = after(waitMs, () => {
      // The reason stays until a delivery succeeds: nothing has been seen to change yet.
      this.#isHeld = false;
      this.#changes.poke();
    });
  }

  release(): void {
    this.#stopTimer();
    this.#isHeld = false;
    this.#why = undefined;
    this.#tries = 0;
  }
}
