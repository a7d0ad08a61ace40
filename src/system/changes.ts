import { after } from './clock.ts';

/** "Something may have changed, look again": where file events, client events and timers meet the code that waits. */
export class Changes {
  #waiters = new Set<() => void>();

  /** Lets everybody who waits look again. */
  poke = (): void => {
    for (const look of [...this.#waiters]) look();
  };

  /** Looks now and at every change; resolves with the first thing seen, or with undefined after `timeoutMs`. */
  until<T>(look: () => T | undefined | false, timeoutMs?: number): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const stopTimer = timeoutMs === undefined ? () => {} : after(timeoutMs, () => end(undefined));
      const end = (seen: T | undefined) => {
        stopTimer();
        this.#waiters.delete(again);
        resolve(seen);
      };
      const again = () => {
        try {
          const seen = look();
          if (seen !== undefined && seen !== false) end(seen);
        } catch (error) {
          stopTimer();
          this.#waiters.delete(again);
          reject(error);
        }
      };
      this.#waiters.add(again);
      again();
    });
  }
}
