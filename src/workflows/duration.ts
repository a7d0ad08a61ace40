import { parse } from '@lukeed/ms';

/** `30s`, `10m`, `1.5h`, `2d` in milliseconds; undefined where it is none. A bare number says no unit, and is none. */
export function durationMs(text: string): number | undefined {
  if (!/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/.test(text)) return undefined;
  const ms = parse(text);
  return ms !== undefined && ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}

const LONGEST_MS = 366 * 24 * 3_600_000;
