import { UserError } from '../system/errors.ts';
import { listIfThere } from '../system/files.ts';
import { engineOf } from './engine-lock.ts';
import { readRun } from './journal.ts';
import { RUN_ID, runPlaces, runsFolder } from './run-places.ts';
import type { RunState } from './run-state.ts';

/** How a run is: its outcome, or what its engine is about. `stopped`: it has not ended, and no engine runs it. */
export type RunStatus = 'running' | 'waiting for approval' | 'stopped' | 'done' | 'failed' | 'cancelled';

export interface RunReport {
  readonly id: string;
  readonly status: RunStatus;
  readonly run: RunState;
}

/** The ids of all runs that begin so, newest first. */
export const runIds = (home: string, prefix = ''): string[] =>
  listIfThere(runsFolder(home))
    .filter((id) => RUN_ID.test(id) && id.startsWith(prefix))
    .sort()
    .reverse();

/** What is known of a run; undefined where there is none. */
export function reportRun(home: string, id: string): RunReport | undefined {
  const places = runPlaces(home, id);
  const run = readRun(places);
  return run && { id, run, status: statusOf(run, places.folder) };
}

function statusOf(run: RunState, folder: string): RunStatus {
  if (run.end) return run.end.outcome;
  if (!engineOf(folder)) return 'stopped';
  return openQuestions(run).length > 0 ? 'waiting for approval' : 'running';
}

/** The steps that wait for a person's answer. */
export const openQuestions = (run: RunState): { step: string; text: string }[] =>
  [...run.steps].flatMap(([step, { question, answer, end }]) =>
    question && !answer && !end ? [{ step, text: question.text }] : [],
  );

/** The one run whose id begins so. Throws a UserError where there is none, and where there are several. */
export function findRun(home: string, prefix: string): RunReport {
  const ids = runIds(home, prefix);
  const id = ids.includes(prefix) ? prefix : ids[0];
  if (ids.length > 1 && id !== prefix)
    throw new UserError(
      `'${prefix}' begins the ids of ${ids.length} runs.`,
      `Give more of one: ${ids.join(', ')}`,
    );
  const report = id === undefined ? undefined : reportRun(home, id);
  if (!report) throw new UserError(`There is no run '${prefix}'.`, 'See the runs with: ctrlg run --list');
  return report;
}
