/** The only file that reads the time or starts a timer. All durations are in milliseconds. */

/** Milliseconds since the epoch. */
export const nowMs = (): number => Date.now();

/** The present moment as ISO 8601 in UTC. */
export const nowIso = (): string => new Date().toISOString();

/** ISO 8601 of a moment given in milliseconds since the epoch. */
export const isoOf = (epochMs: number): string => new Date(epochMs).toISOString();

/** The last midnight of the local clock, as ISO 8601 in UTC. */
export const startOfToday = (): string => new Date(new Date().setHours(0, 0, 0, 0)).toISOString();

/** Resolves after `ms`; earlier when `signal` aborts (it never rejects: the caller looks at the signal). */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Calls `action` every `ms` until the returned function is called. It does not keep the process alive. */
export function every(ms: number, action: () => void): () => void {
  const timer = setInterval(action, ms);
  timer.unref();
  return () => clearInterval(timer);
}

/** Node fires a timer that is longer than this at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls `action` once after `ms`, 24 days at the most, unless the returned function is called first. */
export function after(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, Math.min(ms, LONGEST_TIMER_MS));
  return () => clearTimeout(timer);
}

export interface Batch {
  (): void;
  stop(): void;
}

/** Calls `action` once for all the calls that come within `ms` of the first: for what can wait while something urgent comes. */
export function batched(ms: number, action: () => void): Batch {
  let stop: (() => void) | undefined;
  const call = () => {
    stop ??= after(ms, () => {
      stop = undefined;
      action();
    });
  };
  return Object.assign(call, {
    stop: () => {
      stop?.();
      stop = undefined;
    },
  });
}

/** `850 ms`, `12 s`, `3 min 05 s`, `2 h 10 min`: a duration as a person says it. */
export function spokenDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `0:07`, `12:34`, `1:02:03`: how long a person waits, with a width that does not jump. */
export function spokenElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = `${hours > 0 ? two(minutes) : minutes}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

/** The day of the local clock that a moment (ms since the epoch) falls on, as `2026-11-21`. */
export function localDay(epochMs: number): string {
  const moment = new Date(epochMs);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The midnight at which a day of the local clock begins, so many days later; in ms since the epoch. */
export function startOfDay(day: string, daysLater = 0): number {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year!, month! - 1, date! + daysLater).getTime();
}

/** The time of day on the local clock, as `09:05`. */
export function localTime(epochMs: number, { withSeconds = false } = {}): string {
  const moment = new Date(epochMs);
  const parts = [moment.getHours(), moment.getMinutes(), ...(withSeconds ? [moment.getSeconds()] : [])];
  return parts.map((n) => String(n).padStart(2, '0')).join(':');
}
