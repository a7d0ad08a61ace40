import { type Attempt, type RunState, type StepState, stateOf } from './run-state.ts';

/** What templates see of a step that has ended. */
interface StepVariables {
  readonly result: string;
  /** One for each item of the list, in its order; one where there is none. */
  readonly results: readonly string[];
  readonly state: string;
  readonly exit_code: number | null;
}

/** What every template and expression of a run may name; a step that was not done has an empty result. */
export function runVariables(run: RunState, steps: readonly string[]): Record<string, unknown> {
  return {
    input: run.input,
    steps: Object.fromEntries(steps.map((name) => [name, stepVariables(stateOf(run, name))])),
  };
}

function stepVariables(step: StepState): StepVariables {
  const results = resultsOf(step);
  return {
    result: results.join('\n\n'),
    results,
    state: step.end?.outcome ?? 'open',
    exit_code: step.attempts.at(-1)?.end?.exitCode ?? null,
  };
}

/** The last results of a step's items, in the order of the items. A question's result is the note of its answer. */
export function resultsOf(step: StepState): string[] {
  if (step.answer) return [step.answer.note];
  const count = step.items?.length ?? 1;
  return Array.from({ length: count }, (_, index) => {
    const last = step.attempts.findLast(({ item, end }) => item === index + 1 && end);
    return textOf(last);
  });
}

/** Without the line ends that a command's output has behind it, as `$( )` of a shell gives it. */
export const textOf = (attempt: Attempt | undefined): string =>
  (attempt?.end?.result ?? '').replace(/\n+$/, '');
