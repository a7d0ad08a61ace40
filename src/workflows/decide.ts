import { explain } from '../system/errors.ts';
import { itemsIn } from './fan-out.ts';
import { nextOfItem } from './next-attempt.ts';
import type { AttemptKey, NewRunEvent, RunOutcome, StepOutcome } from './run-events.ts';
import { type RunState, type StepState, stateOf } from './run-state.ts';
import { runVariables } from './variables.ts';
import type { Step, Workflow } from './workflow.ts';

/** What follows from where a run stands. */
export interface Decision {
  /** What is so now: to be written down, in this order, before anything is done about it. */
  readonly facts: readonly NewRunEvent[];
  /** Attempts to be begun. */
  readonly attempts: readonly AttemptKey[];
  /** When time alone makes the next difference, in ms since the epoch. */
  readonly wakeAtMs: number | undefined;
}

interface StepDecision extends Omit<Decision, 'wakeAtMs'> {
  readonly wakeAtMs?: number;
}

const NOTHING: StepDecision = { facts: [], attempts: [] };

/** The next step of a run, a pure function of what has happened and of the time. */
export function decide(workflow: Workflow, run: RunState, nowMs: number): Decision {
  if (run.end) return { ...NOTHING, wakeAtMs: undefined };
  const decisions = workflow.steps.map((step) => decideStep(step, run, nowMs));
  const ending = workflow.steps.every(({ name }) => stateOf(run, name).end)
    ? [{ kind: 'ended', outcome: outcomeOf(workflow, run) } as const]
    : [];
  const wakes = decisions.flatMap(({ wakeAtMs }) => wakeAtMs ?? []);
  return {
    facts: [...decisions.flatMap(({ facts }) => facts), ...ending],
    attempts: decisions.flatMap(({ attempts }) => attempts),
    wakeAtMs: wakes.length > 0 ? Math.min(...wakes) : undefined,
  };
}

function outcomeOf(workflow: Workflow, run: RunState): RunOutcome {
  const outcomes = workflow.steps.map(({ name }) => stateOf(run, name).end?.outcome);
  if (run.isCancelAsked) return 'cancelled';
  if (outcomes.includes('failed')) return 'failed';
  return outcomes.includes('cancelled') ? 'cancelled' : 'done';
}

function decideStep(step: Step, run: RunState, nowMs: number): StepDecision {
  const state = stateOf(run, step.name);
  if (state.end) return NOTHING;
  if (run.isCancelAsked)
    return state.openedAt === undefined
      ? end(step, 'passed-over', 'the run was cancelled')
      : end(step, 'cancelled', 'the run was cancelled');
  try {
    return state.openedAt === undefined ? decideOpening(step, run) : decideOpen(step, run, state, nowMs);
  } catch (error) {
    // A template that cannot be filled in, or a list that is too long: the mistake is this step's.
    return end(step, 'failed', explain(error));
  }
}

function decideOpening(step: Step, run: RunState): StepDecision {
  const needs = step.needs.map((name) => ({ name, outcome: stateOf(run, name).end?.outcome }));
  const missed = needs.find(({ outcome }) => outcome && outcome !== 'done' && outcome !== 'skipped');
  if (missed) return end(step, 'passed-over', `${missed.name} was not done (${missed.outcome})`);
  if (needs.some(({ outcome }) => outcome === undefined)) return NOTHING;
  const variables = runVariables(run, step.needs);
  if (step.when && !step.when.holds(variables)) return end(step, 'skipped', 'its when does not hold');
  return fact({ kind: 'opened', step: step.name, items: itemsOf(step, variables) });
}

function itemsOf({ forEach }: Step, variables: object): readonly unknown[] | null {
  if (!forEach) return null;
  return forEach.kind === 'items' ? forEach.items : itemsIn(forEach.text.render(variables));
}

function decideOpen(step: Step, run: RunState, state: StepState, nowMs: number): StepDecision {
  return step.work.kind === 'approve'
    ? decideQuestion(step, step.work, run, state, nowMs)
    : decideItems(step, run, state, nowMs);
}

function decideQuestion(
  step: Step,
  { question }: Extract<Step['work'], { kind: 'approve' }>,
  run: RunState,
  { question: asked, answer }: StepState,
  nowMs: number,
): StepDecision {
  if (!asked) {
    const text = question.render(runVariables(run, step.needs));
    return fact({ kind: 'question', step: step.name, question: text });
  }
  if (answer) {
    const note = answer.note === '' ? '' : `: ${answer.note}`;
    return answer.isYes ? end(step, 'done', '') : end(step, 'cancelled', `not approved${note}`);
  }
  if (step.timeoutMs === undefined) return NOTHING;
  const untilMs = asked.askedAt + step.timeoutMs;
  return nowMs >= untilMs
    ? end(step, 'failed', 'nobody answered in time')
    : { ...NOTHING, wakeAtMs: untilMs };
}

/** Commands of one list that run at the same time; agents have queues of their own. */
const COMMANDS_AT_ONCE = 4;

function decideItems(step: Step, run: RunState, state: StepState, nowMs: number): StepDecision {
  const count = state.items?.length ?? 1;
  const nexts = Array.from({ length: count }, (_, index) =>
    nextOfItem({ step, run, item: index + 1, nowMs }),
  );
  const ends = nexts.flatMap((next) => (next.kind === 'ended' ? [next] : []));
  if (ends.length === count) {
    const worst = ends.find(({ outcome }) => outcome !== 'done');
    const isOneOfMany = state.items !== null && worst;
    const failed = ends.filter(({ outcome }) => outcome !== 'done').length;
    const reason = isOneOfMany ? `${failed} of ${count} items: ${worst.reason}` : (worst?.reason ?? '');
    const isCancelled = ends.some(({ outcome }) => outcome === 'cancelled');
    return end(step, worst ? (isCancelled ? 'cancelled' : 'failed') : 'done', reason);
  }
  const running = nexts.filter(({ kind }) => kind === 'running').length;
  const room = step.work.kind === 'run' ? Math.max(0, COMMANDS_AT_ONCE - running) : count;
  const wakes = nexts.flatMap((next) => (next.kind === 'later' ? [next.atMs] : []));
  return {
    facts: [],
    attempts: nexts.flatMap((next) => (next.kind === 'attempt' ? [next.key] : [])).slice(0, room),
    ...(wakes.length > 0 ? { wakeAtMs: Math.min(...wakes) } : {}),
  };
}

const fact = (event: NewRunEvent): StepDecision => ({ facts: [event], attempts: [] });

const end = ({ name }: Step, outcome: StepOutcome, reason: string): StepDecision =>
  fact({ kind: 'step-ended', step: name, outcome, reason });
