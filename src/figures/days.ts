import { localDay, startOfDay } from '../system/clock.ts';
import type { TaskRow } from '../tasks/rows.ts';
import { type Counts, countsOf } from './counts.ts';
import { groupedBy } from './grouped.ts';
import { coveredBy, type Span, sumOf } from './spans.ts';

/** One or several days of the local clock. */
export interface Period extends Counts {
  /** Its first day, as `2026-11-21`, and its last one. */
  readonly from: string;
  readonly to: string;
  /** The turns' lengths added up, and the time in which at least one was on: the parts that lie in these days. */
  readonly turnsMs: number;
  readonly busyMs: number;
}

interface Day {
  readonly day: string;
  readonly rows: readonly TaskRow[];
  readonly turns: readonly Span[];
}

/** The days on which anything was, oldest first. A task belongs to the day it was asked, a turn over midnight to each. */
export const daysOf = (rows: readonly TaskRow[], turns: readonly Span[]): Period[] =>
  daysWithAnything(rows, turns).map((day) => periodOf(day.day, day.day, [day]));

/** How many days may stand for one bar. */
const STEPS = [1, 7, 30, 365];
const DAY_MS = 86_400_000;

/** All days from the first to the last, empty ones too, several together where there are more than `most`; oldest first. */
export function periodsOf(rows: readonly TaskRow[], turns: readonly Span[], most: number): Period[] {
  const days = daysWithAnything(rows, turns);
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return [];
  const count = daysBetween(first, last) + 1;
  const step = STEPS.find((few) => Math.ceil(count / few) <= most) ?? Math.ceil(count / most);
  const periods: Day[][] = Array.from({ length: Math.ceil(count / step) }, () => []);
  // From the end: the last bar is whole, the first one may hold fewer days.
  for (const day of days) periods.at(-1 - Math.floor(daysBetween(day.day, last) / step))!.push(day);
  return periods.map((inside, index) => {
    const behind = (periods.length - 1 - index) * step;
    return periodOf(
      localDay(startOfDay(last, 1 - behind - step)),
      localDay(startOfDay(last, -behind)),
      inside,
    );
  });
}

/** A day of a clock change has 23 or 25 hours. */
const daysBetween = (from: string, to: string): number =>
  Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS);

function periodOf(from: string, to: string, days: readonly Day[]): Period {
  const turns = days.flatMap((day) => day.turns);
  return {
    from,
    to,
    ...countsOf(days.flatMap(({ rows }) => rows)),
    turnsMs: sumOf(turns),
    busyMs: coveredBy(turns),
  };
}

function daysWithAnything(rows: readonly TaskRow[], turns: readonly Span[]): Day[] {
  const rowsOf = groupedBy(rows, ({ createdAt }) => localDay(Date.parse(createdAt)));
  const piecesOf = groupedBy(turns.flatMap(byMidnight), ({ day }) => day);
  return [...new Set([...rowsOf.keys(), ...piecesOf.keys()])].sort().map((day) => ({
    day,
    rows: rowsOf.get(day) ?? [],
    turns: (piecesOf.get(day) ?? []).map(({ turn }) => turn),
  }));
}

function byMidnight({ startMs, endMs }: Span): { day: string; turn: Span }[] {
  const pieces: { day: string; turn: Span }[] = [];
  for (let fromMs = startMs; fromMs < endMs; ) {
    const day = localDay(fromMs);
    const toMs = Math.min(endMs, startOfDay(day, 1));
    pieces.push({ day, turn: { startMs: fromMs, endMs: toMs } });
    fromMs = toMs;
  }
  return pieces;
}
