import type { TaskFact } from '../tasks/rows.ts';
import { groupedBy } from './grouped.ts';
import { coveredBy, type Span, sumOf } from './spans.ts';

/** What was gained by turns that ran at the same time. */
export interface SideBySide {
  /** The turns' lengths added up. */
  readonly turnsMs: number;
  /** How long it took all the same. */
  readonly wallMs: number;
  /** `turnsMs` to `wallMs`: how many times as long the same turns would have taken one after another. */
  readonly ratio: number;
}

/** All turns against the time in which at least one was on; undefined where no turn took any time. */
export function overlapOf(turns: readonly Span[]): SideBySide | undefined {
  return ratioOf(sumOf(turns), coveredBy(turns));
}

/** What the prompts gained whose tasks were put together. */
export interface GroupGain extends SideBySide {
  readonly prompts: number;
  readonly tasks: number;
}

/**
 * For prompts of several tasks: all their turns against the time from the key press to the last end, which holds every
 * wait too, so that it can be below 1. Only those count of which all is known: each task has ended, two or more had a
 * turn, and each that was begun has its turns (one whose agent was gone has none).
 */
export function groupGainOf(
  rows: readonly TaskFact[],
  turnsOfTask: (id: string) => readonly Span[],
): GroupGain | undefined {
  const known = [...groupedBy(rows, ({ group }) => group).values()].flatMap(
    (tasks) => measured(tasks, turnsOfTask) ?? [],
  );
  const gain = ratioOf(total(known.map(({ turnsMs }) => turnsMs)), total(known.map(({ wallMs }) => wallMs)));
  return gain && { ...gain, prompts: known.length, tasks: total(known.map(({ tasks }) => tasks)) };
}

function measured(
  tasks: readonly TaskFact[],
  turnsOfTask: (id: string) => readonly Span[],
): { turnsMs: number; wallMs: number; tasks: number } | undefined {
  const withTurns = tasks.filter(({ id }) => turnsOfTask(id).length > 0);
  const isKnown = tasks.every(({ state, outcome }) => state === 'ended' && outcome !== 'agent-gone');
  if (withTurns.length < 2 || !isKnown) return undefined;
  const startMs = Math.min(...tasks.map(({ createdAt }) => Date.parse(createdAt)));
  const turns = withTurns.flatMap(({ id }) => turnsOfTask(id));
  const endMs = Math.max(...turns.map((turn) => turn.endMs));
  // A clock that was set back in between: what is known to have passed is the time the turns took.
  const wallMs = Math.max(endMs - startMs, coveredBy(turns));
  return { turnsMs: sumOf(turns), wallMs, tasks: tasks.length };
}

const ratioOf = (turnsMs: number, wallMs: number): SideBySide | undefined =>
  wallMs > 0 ? { turnsMs, wallMs, ratio: turnsMs / wallMs } : undefined;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
