import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { Engine } from './engine.ts';
import { holdRun } from './engine-lock.ts';
import { appendEvent, mendJournal, readRun } from './journal.ts';
import { loadWorkflow } from './load.ts';
import type { Known } from './read-step.ts';
import type { RunEvent } from './run-events.ts';
import { runPlaces } from './run-places.ts';
import { type RunState, withEvent } from './run-state.ts';
import type { TaskPort } from './task-port.ts';
import type { Workflow } from './workflow.ts';

export interface RunRequest {
  readonly project: { readonly home: string; readonly folder: string };
  /** As `beginRun` gave it. */
  readonly id: string;
  readonly known: Known;
  readonly tasks: TaskPort;
  /** Leaves the run as it stands: what runs goes on, and another call takes the run up again. */
  readonly signal: AbortSignal;
  /** Called once before anything happens, with the run as it stands. */
  readonly onStart?: (workflow: Workflow, run: RunState) => void;
  /** Called at each event, after it is written down. */
  readonly onEvent?: (event: RunEvent, run: RunState) => void;
  /** Told to a person: the workflow's file is not what the run was begun with. */
  readonly onNotice?: (text: string) => void;
}

export type RunEnd =
  | { readonly kind: 'ended'; readonly workflow: Workflow; readonly run: RunState }
  /** The signal told to leave it before it had ended. */
  | { readonly kind: 'left'; readonly workflow: Workflow; readonly run: RunState };

/**
 * Runs a workflow to its end, or goes on with one that an engine left. Throws a UserError when another engine holds the
 * run, and when there is none of that id.
 */
export async function runWorkflow(request: RunRequest): Promise<RunEnd> {
  const { project, id, signal, tasks } = request;
  const places = runPlaces(project.home, id);
  if (!readRun(places))
    throw new UserError(`There is no run '${id}'.`, 'See the runs with: ctrlg run --list');
  const letGo = holdRun(places.folder, id);
  try {
    mendJournal(places);
    const before = readRun(places)!;
    const { workflow, notice } = loadCopy(places.copy, before, request.known);
    if (notice) request.onNotice?.(notice);
    const taken = withEvent(before, appendEvent(places, { kind: 'engine', pid: process.pid }));
    request.onStart?.(workflow, taken);
    const onEvent = request.onEvent ?? (() => {});
    const projectFolder = project.folder;
    const engine = new Engine({ id, places, workflow, projectFolder, tasks, signal, onEvent }, taken);
    const run = await engine.drive();
    return { kind: run.end ? 'ended' : 'left', workflow, run };
  } finally {
    letGo();
  }
}

function loadCopy(copy: string, { file }: RunState, known: Known): { workflow: Workflow; notice: string } {
  const text = readIfThere(copy);
  if (text === undefined)
    throw new UserError(`The run's copy of its file is gone: ${copy}.`, 'Begin the workflow anew.');
  const now = readIfThere(file);
  const notice =
    now === text
      ? ''
      : `${file} ${now === undefined ? 'is gone' : 'has changed'} since the run was begun; it goes on with the file as it was then.`;
  // A mistake in the copy (an agent that is gone from the config) is told with the file that a person knows.
  return { workflow: loadWorkflow(file, text, known), notice };
}
