import type { TaskFact } from '../tasks/rows.ts';
import type { Turn } from '../tasks/turns.ts';
import { type Counts, countsOf } from './counts.ts';
import { daysOf, eachDay, type Period, periodsOf } from './days.ts';
import { groupedBy } from './grouped.ts';
import { type GroupGain, groupGainOf, overlapOf, type SideBySide } from './side-by-side.ts';
import { lengthOf, type Span } from './spans.ts';
import { type Spent, spentOn } from './spent.ts';
import { type Spread, spreadOf } from './spread.ts';

/** What figures are made of. */
export interface Facts {
  readonly rows: readonly TaskFact[];
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
  const spans = new Map<string, Span[]>();
  for (const turn of turns) {
    const known = spans.get(turn.taskId);
    if (known) known.push(spanOf(turn));
    else spans.set(turn.taskId, [spanOf(turn)]);
  }
  const turnsOfTask = (id: string): readonly Span[] => spans.get(id) ?? NONE;
  const tasks = rows.map((row) => ({
    row,
    waitMs: waitMs(row, releasedAt.get(row.id)),
    turns: turnsOfTask(row.id),
  }));
  const all = [...spans.values()].flat();
  const days = daysOf(rows, all);
  return {
    ...measuresOf(tasks),
    overlap: overlapOf(all),
    groups: groupGainOf(rows, turnsOfTask),
    byAgent: byAgent(tasks).map(([agent, some]) => ({ agent, ...measuresOf(some) })),
    byDay: eachDay(days),
    bars: periodsOf(days, MOST_BARS),
  };
}

const NONE: readonly Span[] = [];

interface Measured {
  readonly row: TaskFact;
  readonly waitMs: number | undefined;
  readonly turns: readonly Span[];
}

function measuresOf(tasks: readonly Measured[]): Measures {
  const rows = tasks.map(({ row }) => row);
  return {
    ...countsOf(rows),
    ...spentOn(rows),
    turns: spreadOf(tasks.flatMap(({ turns }) => turns).map(lengthOf)),
    wait: spreadOf(tasks.map((task) => task.waitMs).filter((wait) => wait !== undefined)),
    retries: rows.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
    retriedTasks: rows.filter(({ attempts }) => attempts > 1).length,
  };
}

const spanOf = ({ startedAt, endedAt }: Turn): Span => ({
  startMs: Date.parse(startedAt),
  endMs: Date.parse(endedAt),
});

/** How long a task waited in its queue; undefined while it waits. Not negative, whatever a clock did. */
export function waitMs(
  { createdAt, claimedAt }: Pick<TaskFact, 'createdAt' | 'claimedAt'>,
  releasedAt?: string,
): number | undefined {
  if (claimedAt === null) return undefined;
  const fromMs = Math.max(Date.parse(createdAt), releasedAt === undefined ? 0 : Date.parse(releasedAt));
  return Math.max(0, Date.parse(claimedAt) - fromMs);
}

const byAgent = (tasks: readonly Measured[]): [agent: string, tasks: Measured[]][] =>
  [...groupedBy(tasks, ({ row }) => row.agent)].sort(
    ([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1),
  );
