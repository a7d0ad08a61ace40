import { beginByName } from '../coordinator/workflow/begin-by-name.ts';
import { startEngine } from '../coordinator/workflow/start-engine.ts';
import { knownAgents } from '../coordinator/workflow/workflow-tasks.ts';
import { Changes } from '../system/changes.ts';
import { every, isoOf } from '../system/clock.ts';
import { readIfThere } from '../system/files.ts';
import { watchFolders } from '../system/watch.ts';
import { loadWorkflow } from '../workflows/load.ts';
import { runPlaces } from '../workflows/run-places.ts';
import { type RunState, type StepState, stateOf } from '../workflows/run-state.ts';
import { findRun, type RunReport as StoredRun } from '../workflows/runs.ts';
import { outputOf } from '../workflows/summary.ts';
import { resultsOf } from '../workflows/variables.ts';
import type { Workflow } from '../workflows/workflow.ts';
import type { RunReport, StepReport, WaitOptions } from './ctrlg.ts';
import type { Workplace } from './workplace.ts';

/** `Ctrlg.runWorkflow`: the run has begun when this resolves. Throws a UserError for a file with mistakes. */
export async function runWorkflow(workplace: Workplace, name: string, input: string): Promise<RunReport> {
  const { project, config } = workplace;
  const { id } = beginByName(project, config, { name, input });
  await startEngine(project, id);
  return runReport(workplace, id);
}

/** `Ctrlg.run`. Throws a UserError where there is no such run. */
export const runReport = (workplace: Workplace, id: string): RunReport =>
  fromStored(workplace, findRun(workplace.project.home, id));

export function fromStored(workplace: Workplace, { id, status, run }: StoredRun): RunReport {
  const workflow = workflowOf(workplace, id, run);
  // Where its copy cannot be read any more (an agent is gone), the steps are told in the order of their beginnings.
  const names = workflow?.steps.map(({ name }) => name) ?? [...run.steps.keys()];
  return {
    id,
    workflow: run.workflow,
    status,
    input: run.input,
    beganAt: isoOf(run.beganAt),
    endedAt: run.end ? isoOf(run.end.at) : null,
    output: run.end ? outputText(workplace, id, run, workflow) : null,
    steps: names.map((name) => stepReport(name, stateOf(run, name))),
  };
}

function workflowOf({ project, config }: Workplace, id: string, run: RunState): Workflow | undefined {
  try {
    const text = readIfThere(runPlaces(project.home, id).copy) ?? '';
    return loadWorkflow(run.file, text, knownAgents(config));
  } catch {
    return undefined;
  }
}

/** The engine writes its file a moment after the run has ended. */
function outputText({ project }: Workplace, id: string, run: RunState, workflow?: Workflow): string {
  const written = readIfThere(runPlaces(project.home, id).output);
  if (written !== undefined) return written;
  try {
    return workflow ? outputOf(workflow, run) : '';
  } catch {
    return '';
  }
}

const stepReport = (name: string, state: StepState): StepReport => ({
  name,
  status: state.end?.outcome ?? (state.openedAt === undefined ? 'waiting' : 'running'),
  reason: state.end?.reason ?? '',
  question: state.answer || state.end ? null : (state.question?.text ?? null),
  results: state.end?.outcome === 'done' || state.attempts.length > 0 ? resultsOf(state) : [],
  tasks: state.attempts.flatMap(({ task }) => task ?? []),
});

/** An engine that is killed writes nothing any more. */
const LOOK_EVERY_MS = 2_000;

/** `Ctrlg.waitForRun`: until it does not run any more by itself, or the time is over. */
export async function waitForRun(
  workplace: Workplace,
  id: string,
  { timeoutMs, signal }: Pick<WaitOptions, 'timeoutMs'> & { signal: AbortSignal },
): Promise<RunReport> {
  const { home } = workplace.project;
  signal.throwIfAborted();
  const run = findRun(home, id);
  const changes = new Changes();
  const watch = await watchFolders([runPlaces(home, run.id).folder], changes.poke);
  const stopLooking = every(LOOK_EVERY_MS, changes.poke);
  signal.addEventListener('abort', changes.poke);
  try {
    await changes.until(() => signal.aborted || findRun(home, run.id).status !== 'running', timeoutMs);
    signal.throwIfAborted();
    return runReport(workplace, run.id);
  } finally {
    signal.removeEventListener('abort', changes.poke);
    stopLooking();
    watch.close();
  }
}
