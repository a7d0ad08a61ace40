import { InvalidArgumentError } from 'commander';
import { isoOf, localDay, nowMs, startOfDay } from '../system/clock.ts';

const UNITS_MS: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** A time as it was given, and in ms. */
export interface TimeSpan {
  readonly text: string;
  readonly ms: number;
}

const MOST_MS = 36_500 * 86_400_000;

/** `90s`, `30m`, `12h`, `2d`, `3w`. The unit is never left out: a plain number could mean anything. */
export function timeSpan(text: string): TimeSpan {
  const ms = spanOf(text);
  if (ms === undefined || ms > MOST_MS)
    throw new InvalidArgumentError('A time such as 12h, 30d or 4w is expected.');
  return { text, ms };
}

function spanOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  const ms = Number(number) * UNITS_MS[unit ?? '']!;
  return ms > 0 ? ms : undefined;
}

/** What `--since` means, as ISO 8601: a day means its beginning. */
export const sinceMoment = (text: string): string => isoOf(momentOf(text, 0));

/** What `--until` means, as ISO 8601: a day means its end, so that it is among them. */
export const untilMoment = (text: string): string => isoOf(momentOf(text, 1));

function momentOf(text: string, daysLater: 0 | 1): number {
  const day = dayOf(text);
  if (day !== undefined) return startOfDay(day, daysLater);
  const ago = spanOf(text);
  const ms = ago === undefined ? timeOf(text) : nowMs() - ago;
  if (Number.isNaN(ms) || Math.abs(ms) > LATEST_MS)
    throw new InvalidArgumentError(
      'A time is expected: today, yesterday, 2d, 12h, 2026-11-21 or 2026-11-21T10:00.',
    );
  return ms;
}

/** The last moment that JavaScript knows. */
const LATEST_MS = 8.64e15;

function dayOf(text: string): string | undefined {
  const today = localDay(nowMs());
  if (text === 'today') return today;
  if (text === 'yesterday') return localDay(startOfDay(today, -1));
  // 2026-02-30 would be taken for the 2nd of March.
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && localDay(startOfDay(text)) === text ? text : undefined;
}

/** A day and a time, on the local clock unless it names another. */
const timeOf = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
