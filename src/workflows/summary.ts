import type { RunState } from './run-state.ts';
import { stateOf } from './run-state.ts';
import { resultsOf, runVariables } from './variables.ts';
import type { Workflow } from './workflow.ts';

/** What a run took, in ms. */
export interface Figures {
  readonly wallMs: number;
  /** The clients' turns and the commands, one after the other. */
  readonly turnsMs: number;
  /** How many times faster it was than that; undefined where nothing was done. */
  readonly speedUp: number | undefined;
}

export function figuresOf(run: RunState, nowMs: number): Figures {
  const wallMs = (run.end?.at ?? nowMs) - run.beganAt;
  const attempts = [...run.steps.values()].flatMap((step) => step.attempts);
  const turnsMs = attempts.reduce((sum, { end }) => sum + (end?.turnMs ?? 0), 0);
  return { wallMs, turnsMs, speedUp: turnsMs > 0 && wallMs > 0 ? turnsMs / wallMs : undefined };
}

/** What a run answers: its `output`, else the result of the last step of the file that was done. */
export function outputOf(workflow: Workflow, run: RunState): string {
  const names = workflow.steps.map(({ name }) => name);
  if (workflow.output) return workflow.output.render(runVariables(run, names));
  const last = names.findLast((name) => stateOf(run, name).end?.outcome === 'done');
  return last === undefined ? '' : resultsOf(stateOf(run, last)).join('\n\n');
}
