import { spokenDuration } from '../system/clock.ts';
import type { AttemptKey } from './run-events.ts';
import { type Attempt, type RunState, stateOf } from './run-state.ts';
import { runVariables, textOf } from './variables.ts';
import type { Repeat, Step } from './workflow.ts';

/** What becomes of one item of an open step. */
export type NextOfItem =
  | { readonly kind: 'attempt'; readonly key: AttemptKey }
  | { readonly kind: 'running' }
  | { readonly kind: 'later'; readonly atMs: number }
  | {
      readonly kind: 'ended';
      readonly outcome: 'done' | 'failed' | 'cancelled';
      readonly reason: string;
    };

export interface ItemOfRun {
  readonly step: Step;
  readonly run: RunState;
  /** From 1. */
  readonly item: number;
  readonly nowMs: number;
}

export function nextOfItem(of: ItemOfRun): NextOfItem {
  const { step, item } = of;
  const attempts = attemptsOf(of);
  const last = attempts.at(-1);
  const key = { step: step.name, item, round: last?.round ?? 1, attempt: (last?.attempt ?? 0) + 1 };
  if (!last) return { kind: 'attempt', key };
  if (!last.end) return { kind: 'running' };
  if (isJudged(step, last)) {
    if (!step.repeat) return { kind: 'ended', outcome: 'done', reason: '' };
    return nextRound(of, step.repeat, attempts);
  }
  const { outcome, reason } = last.end;
  if (outcome === 'cancelled') return { kind: 'ended', outcome, reason };
  // A task that was late may still be at work: a second one would do the same beside it.
  const mayRetry = outcome !== 'timed-out' || step.work.kind === 'run';
  if (mayRetry && last.attempt <= step.retry) return { kind: 'attempt', key };
  return { kind: 'ended', outcome: 'failed', reason: reason || outcome };
}

const attemptsOf = ({ step, run, item }: ItemOfRun): Attempt[] =>
  stateOf(run, step.name).attempts.filter((one) => one.item === item);

/** Whether the attempt brought what it was for. In a loop that is for `until` to say of a command that ended by itself. */
const isJudged = (step: Step, { end }: Attempt): boolean =>
  end?.outcome === 'done' ||
  (step.repeat !== undefined && end?.outcome === 'failed' && end.exitCode !== null);

function nextRound(of: ItemOfRun, repeat: Repeat, attempts: readonly Attempt[]): NextOfItem {
  const { step, item, nowMs } = of;
  const last = attempts.at(-1)!;
  if (repeat.until.holds(judgingVariables(of, last))) return { kind: 'ended', outcome: 'done', reason: '' };
  const nextAtMs = last.end!.at + repeat.everyMs;
  const boundMs = repeat.withinMs === undefined ? undefined : attempts[0]!.beganAt + repeat.withinMs;
  if (last.round >= (repeat.max ?? Number.POSITIVE_INFINITY))
    return atBound(repeat, `until did not hold in ${last.round} round${last.round === 1 ? '' : 's'}`);
  if (boundMs !== undefined && nextAtMs >= boundMs)
    return atBound(repeat, `until did not hold within ${spokenDuration(repeat.withinMs!)}`);
  if (nowMs < nextAtMs) return { kind: 'later', atMs: nextAtMs };
  return { kind: 'attempt', key: { step: step.name, item, round: last.round + 1, attempt: 1 } };
}

const atBound = ({ atBound: how }: Repeat, reason: string): NextOfItem => ({
  kind: 'ended',
  outcome: how === 'done' ? 'done' : 'failed',
  reason,
});

/** What `until` sees of a round that has ended. */
const judgingVariables = (of: ItemOfRun, last: Attempt): object => ({
  ...attemptVariables(of, last),
  result: textOf(last),
  exit_code: last.end?.exitCode ?? null,
});

/** What the templates of an attempt may name. */
export function attemptVariables({ step, run, item }: Omit<ItemOfRun, 'nowMs'>, key: AttemptKey): object {
  const state = stateOf(run, step.name);
  const before = state.attempts.findLast((one) => one.item === item && one.round === key.round - 1);
  return {
    ...runVariables(run, step.needs),
    ...(state.items === null ? {} : { item: state.items[item - 1] }),
    ...(step.repeat ? { round: key.round, previous: textOf(before) } : {}),
  };
}
