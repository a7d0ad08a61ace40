import { localDay, startOfDay } from '../system/clock.ts';
import type { TaskFact } from '../tasks/rows.ts';
import { type Counts, countsOf } from './counts.ts';
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

/** A day of the local clock on which anything was. */
export interface Day {
  readonly day: string;
  /** The tasks that were asked on it. */
  readonly rows: readonly TaskFact[];
  /** The turns, or the parts of turns, that lie in it. */
  readonly turns: readonly Span[];
}

/** The days on which anything was, oldest first. */
export function daysOf(rows: readonly TaskFact[], turns: readonly Span[]): Day[] {
  const boundsOf = dayFinder();
  const days = new Map<string, { day: string; rows: TaskFact[]; turns: Span[] }>();
  const at = (ms: number) => {
    const { day } = boundsOf(ms);
    const known = days.get(day) ?? { day, rows: [], turns: [] };
    days.set(day, known);
    return known;
  };
  for (const row of rows) at(Date.parse(row.createdAt)).rows.push(row);
  for (const turn of turns) {
    for (const piece of byMidnight(turn, boundsOf)) at(piece.startMs).turns.push(piece);
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Each of these days for itself. */
export const eachDay = (days: readonly Day[]): Period[] =>
  days.map((day) => periodOf(day.day, day.day, [day]));

/** How many days may stand for one bar. */
const STEPS = [1, 7, 30, 365];
const DAY_MS = 86_400_000;

/** All days from the first to the last, empty ones too, several together where there are more than `most`; oldest first. */
export function periodsOf(days: readonly Day[], most: number): Period[] {
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

interface Bounds extends Span {
  readonly day: string;
}

/** Finds the day of a moment. Neighbours are mostly of one day: it is asked of the calendar once. */
function dayFinder(): (ms: number) => Bounds {
  let last: Bounds = { day: '', startMs: 0, endMs: 0 };
  return (ms) => {
    if (ms >= last.startMs && ms < last.endMs) return last;
    const day = localDay(ms);
    last = { day, startMs: startOfDay(day), endMs: startOfDay(day, 1) };
    return last;
  };
}

function byMidnight(turn: Span, boundsOf: (ms: number) => Bounds): Span[] {
  const pieces: Span[] = [];
  for (let startMs = turn.startMs; startMs < turn.endMs; ) {
    const endMs = Math.min(turn.endMs, boundsOf(startMs).endMs);
    pieces.push({ startMs, endMs });
    startMs = endMs;
  }
  return pieces;
}
