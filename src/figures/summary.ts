import type { TaskRow } from '../tasks/rows.ts';
import type { Turn } from '../tasks/turns.ts';
import { type Counts, countsOf } from './counts.ts';
import { daysOf, type Period, periodsOf } from './days.ts';
import { groupedBy } from './grouped.ts';
import { type GroupGain, groupGainOf, overlapOf, type SideBySide } from './side-by-side.ts';
import { lengthOf, type Span } from './spans.ts';
import { type Spent, spentOn } from './spent.ts';
import { type Spread, spreadOf } from './spread.ts';

/** What figures are made of. */
export interface Facts {
  readonly rows: readonly TaskRow[];
  readonly turns: readonly Turn[];
  /** For tasks that came after others: when the last of those ended, ISO 8601. */
  readonly releasedAt: ReadonlyMap<string, string>;
}

/** The figures of some tasks; durations in ms. What is undefined was never measured. */
export interface Measures extends Counts, Spent {
  readonly turns: Spread | undefined;
  /** From the moment a task could begin to its first claim. */
  readonly wait: Spread | undefined;
  /** Turns after the first one of their task, and of how many tasks. */
  readonly retries: number;
  readonly retriedTasks: number;
}

export interface Summary extends Measures {
  readonly overlap: SideBySide | undefined;
  readonly groups: GroupGain | undefined;
  /** Most tasks first. */
  readonly byAgent: readonly (Measures & { readonly agent: string })[];
  readonly byDay: readonly Period[];
  /** The same days for a picture: a bar each, at most `MOST_BARS`. */
  readonly bars: readonly Period[];
}

const MOST_BARS = 14;

export function summaryOf({ rows, turns, releasedAt }: Facts): Summary {
  const spans = new Map(
    [...groupedBy(turns, ({ taskId }) => taskId)].map(([id, some]) => [id, some.map(spanOf)]),
  );
  const turnsOfTask = (id: string): readonly Span[] => spans.get(id) ?? [];
  const all = [...spans.values()].flat();
  const measuresOf = (some: readonly TaskRow[]): Measures => ({
    ...countsOf(some),
    ...spentOn(some),
    turns: spreadOf(some.flatMap(({ id }) => turnsOfTask(id).map(lengthOf))),
    wait: spreadOf(some.flatMap((row) => waitMs(row, releasedAt.get(row.id)) ?? [])),
    retries: some.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
    retriedTasks: some.filter(({ attempts }) => attempts > 1).length,
  });
  return {
    ...measuresOf(rows),
    overlap: overlapOf(all),
    groups: groupGainOf(rows, turnsOfTask),
    byAgent: byAgent(rows).map(([agent, some]) => ({ agent, ...measuresOf(some) })),
    byDay: daysOf(rows, all),
    bars: periodsOf(rows, all, MOST_BARS),
  };
}

const spanOf = ({ startedAt, endedAt }: Turn): Span => ({
  startMs: Date.parse(startedAt),
  endMs: Date.parse(endedAt),
});

/** How long a task waited in its queue; undefined while it waits. Not negative, whatever a clock did. */
export function waitMs({ createdAt, claimedAt }: TaskRow, releasedAt?: string): number | undefined {
  if (claimedAt === null) return undefined;
  const fromMs = Math.max(Date.parse(createdAt), releasedAt === undefined ? 0 : Date.parse(releasedAt));
  return Math.max(0, Date.parse(claimedAt) - fromMs);
}

const byAgent = (rows: readonly TaskRow[]): [agent: string, rows: TaskRow[]][] =>
  [...groupedBy(rows, ({ agent }) => agent)].sort(
    ([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1),
  );
