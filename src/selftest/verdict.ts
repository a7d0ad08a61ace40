import { nowMs, sleep, spokenDuration } from '../system/clock.ts';
import type { ClientPromise } from './promises.ts';

/** What a check saw of a promise that holds. `ms` where a part of the check is what counts. */
export interface Evidence {
  readonly seen: string;
  readonly ms?: number;
}

/** How one promise fared. */
export type Verdict =
  | { readonly kind: 'held'; readonly seen: string; readonly ms: number }
  | { readonly kind: 'broken'; readonly seen: string; readonly ms: number; readonly screen?: string }
  /** The client has no such thing, and ctrlg does without. */
  | { readonly kind: 'not-offered'; readonly seen: string }
  | { readonly kind: 'not-tried'; readonly seen: string };

export type Judged = Omit<ClientPromise, 'needs'> & Verdict;

/** A promise that does not hold: what was seen instead, and the screen where it tells more. */
export class Broken extends Error {
  readonly screen: string | undefined;

  constructor(seen: string, screen?: string) {
    super(seen);
    this.name = 'Broken';
    this.screen = screen;
  }
}

/** What the client does not have. */
export class NotOffered extends Error {}

interface Patience {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  readonly signal: AbortSignal;
  /** What stood there instead, for the report. */
  readonly instead?: () => string | Promise<string>;
}

/** Waits until `look` gives something. Throws Broken, with what stood there instead, when the time is over. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { timeoutMs, everyMs = 20, signal, instead }: Patience,
): Promise<NonNullable<T>> {
  const end = nowMs() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen) return seen;
    if (nowMs() > end) {
      const stood = await instead?.();
      throw new Broken(`no ${what} within ${spokenDuration(timeoutMs)}${stood ? `: ${stood}` : ''}`);
    }
    await sleep(everyMs, signal);
  }
}
