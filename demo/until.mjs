import { setTimeout as sleep } from 'node:timers/promises';
import { Mistake } from './mistake.mjs';

const LOOK_EVERY_MS = 15;

/** Waits until `look` gives something and returns it; rejects with what was awaited, or when the demo is stopped. */
export async function until(what, look, { signal, timeoutMs }) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Mistake(`Waited ${timeoutMs / 1_000} s in vain for: ${what}.`);
    await sleep(LOOK_EVERY_MS);
  }
}
