/** A client that ends sooner than this after its start has not started. */
const QUICK_MS = 5_000;
const MOST = 3;

export const isQuickDeath = (livedMs: number): boolean => livedMs <= QUICK_MS;

/** A client that will not start must not be started for ever; one that cannot resume begins anew. */
export class QuickDeaths {
  #inARow = 0;

  /** What is to follow on the end of a client that lived so long; `code` is null where it was killed. */
  after(livedMs: number, code: number | null): 'start' | 'start-anew' | 'give-up' {
    this.#inARow = isQuickDeath(livedMs) ? this.#inARow + 1 : 0;
    if (this.#inARow >= MOST) return 'give-up';
    // One that was killed says nothing of its conversation.
    return code !== null && this.#inARow === MOST - 1 ? 'start-anew' : 'start';
  }
}

/** Why a client is given up. */
export const tooManyDeaths = (how: string): string =>
  `Its client ended ${MOST} times right after its start (${how}). Run it by hand to see why.`;
