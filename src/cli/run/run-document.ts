import { isoOf, nowMs } from '../../system/clock.ts';
import { engineOf } from '../../workflows/engine-lock.ts';
import { runPlaces } from '../../workflows/run-places.ts';
import { type Attempt, type RunState, type StepState, stateOf } from '../../workflows/run-state.ts';
import type { RunEnd } from '../../workflows/run-workflow.ts';
import { figuresOf } from '../../workflows/summary.ts';
import { resultsOf } from '../../workflows/variables.ts';

/** Everything that is known of a run, as `--json` gives it. */
export function runDocument(
  home: string,
  id: string,
  { kind, workflow, run }: RunEnd,
  output: string,
): object {
  const { wallMs, turnsMs, speedUp } = figuresOf(run, nowMs());
  const places = runPlaces(home, id);
  return {
    run_id: id,
    workflow: workflow.name,
    outcome: run.end?.outcome ?? null,
    is_left: kind === 'left' && engineOf(places.folder) === undefined,
    output,
    input: run.input,
    file: run.file,
    folder: places.folder,
    began_at: isoOf(run.beganAt),
    ended_at: run.end ? isoOf(run.end.at) : null,
    wall_ms: wallMs,
    turns_ms: Math.round(turnsMs),
    speed_up: speedUp ?? null,
    steps: workflow.steps.map((step) => ({
      name: step.name,
      kind: step.work.kind,
      needs: step.needs,
      ...stepFields(stateOf(run, step.name)),
    })),
  };
}

const stepFields = (state: StepState): object => ({
  outcome: state.end?.outcome ?? null,
  reason: state.end?.reason ?? '',
  began_at: state.openedAt === undefined ? null : isoOf(state.openedAt),
  ended_at: state.end ? isoOf(state.end.at) : null,
  question: state.question?.text ?? null,
  results: state.end?.outcome === 'done' || state.attempts.length > 0 ? resultsOf(state) : [],
  attempts: state.attempts.map(attemptFields),
});

const attemptFields = ({ item, round, attempt, task, agent, end }: Attempt): object => ({
  item,
  round,
  attempt,
  task_id: task,
  agent_id: agent,
  outcome: end?.outcome ?? null,
  reason: end?.reason ?? '',
  exit_code: end?.exitCode ?? null,
  turn_ms: end ? Math.round(end.turnMs) : null,
});

/** One entry of `{"runs": […]}`. */
export const runFields = (id: string, status: string, run: RunState): object => ({
  run_id: id,
  workflow: run.workflow,
  status,
  input: run.input,
  file: run.file,
  began_at: isoOf(run.beganAt),
  ended_at: run.end ? isoOf(run.end.at) : null,
  steps: Object.fromEntries([...run.steps].map(([name, { end }]) => [name, end?.outcome ?? 'open'])),
});
