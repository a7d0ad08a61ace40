import type { AttemptEnd, AttemptKey, RunEvent, RunOrigin, RunOutcome, StepOutcome } from './run-events.ts';

export interface Attempt extends AttemptKey {
  readonly task: string | null;
  readonly agent: string | null;
  readonly beganAt: number;
  /** Undefined while it goes on. */
  readonly end: (AttemptEnd & { readonly at: number }) | undefined;
}

export interface StepState {
  readonly openedAt: number | undefined;
  /** Null where the step has no list. */
  readonly items: readonly unknown[] | null;
  readonly attempts: readonly Attempt[];
  readonly question: { readonly text: string; readonly askedAt: number } | undefined;
  readonly answer: { readonly isYes: boolean; readonly note: string } | undefined;
  readonly end: { readonly outcome: StepOutcome; readonly reason: string; readonly at: number } | undefined;
}

/** What is known of a run: its events, folded. Times are in ms since the epoch. */
export interface RunState {
  readonly workflow: string;
  readonly file: string;
  readonly input: string;
  readonly origin: RunOrigin;
  readonly beganAt: number;
  readonly steps: ReadonlyMap<string, StepState>;
  readonly isCancelAsked: boolean;
  readonly end: { readonly outcome: RunOutcome; readonly at: number } | undefined;
}

export const NO_RUN: RunState = {
  workflow: '',
  file: '',
  input: '',
  origin: { pane: null, tmux: null },
  beganAt: 0,
  steps: new Map(),
  isCancelAsked: false,
  end: undefined,
};

const UNTOUCHED: StepState = {
  openedAt: undefined,
  items: null,
  attempts: [],
  question: undefined,
  answer: undefined,
  end: undefined,
};

export const stateOf = (run: RunState, step: string): StepState => run.steps.get(step) ?? UNTOUCHED;

export const isSameAttempt = (a: AttemptKey, b: AttemptKey): boolean =>
  a.step === b.step && a.item === b.item && a.round === b.round && a.attempt === b.attempt;

/** The attempts that have begun and not ended. */
export const openAttempts = (run: RunState): Attempt[] =>
  [...run.steps.values()].flatMap(({ attempts, end }) => (end ? [] : attempts.filter((one) => !one.end)));

/** The state after one more event. Telling a thing twice changes nothing: the first telling counts. */
export function withEvent(run: RunState, event: RunEvent): RunState {
  const { at } = event;
  const step = (name: string, change: (before: StepState) => StepState): RunState => ({
    ...run,
    steps: new Map(run.steps).set(name, change(stateOf(run, name))),
  });
  switch (event.kind) {
    case 'begun': {
      const { workflow, file, input, origin } = event;
      return { ...run, workflow, file, input, origin, beganAt: at };
    }
    case 'engine':
      return run;
    case 'opened':
      return step(event.step, (before) => ({ ...before, items: event.items, openedAt: at }));
    case 'attempt':
      return step(event.step, (before) => withAttempt(before, { ...event, beganAt: at, end: undefined }));
    case 'attempt-ended':
      return step(event.step, (before) => withAttemptEnd(before, event));
    case 'question':
      return step(event.step, (before) => ({ ...before, question: { text: event.question, askedAt: at } }));
    case 'answered':
      return step(event.step, (before) => ({ ...before, answer: before.answer ?? event }));
    case 'step-ended':
      return step(event.step, (before) => ({ ...before, end: before.end ?? event }));
    case 'cancel-asked':
      return { ...run, isCancelAsked: true };
    case 'ended':
      return { ...run, end: run.end ?? event };
    default:
      return event satisfies never;
  }
}

function withAttempt(step: StepState, attempt: Attempt): StepState {
  if (step.attempts.some((one) => isSameAttempt(one, attempt))) return step;
  return { ...step, attempts: [...step.attempts, attempt] };
}

const withAttemptEnd = (step: StepState, event: AttemptKey & AttemptEnd & { at: number }): StepState => ({
  ...step,
  attempts: step.attempts.map((one) =>
    isSameAttempt(one, event) && !one.end ? { ...one, end: event } : one,
  ),
});
