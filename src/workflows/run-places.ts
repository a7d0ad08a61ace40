import { join } from 'node:path';
import { TASK_ID } from '../tasks/task-key.ts';
import type { AttemptKey } from './run-events.ts';

/** Where a run stands: `$CTRLG_HOME/workflows/<run>/`. */
export interface RunPlaces {
  readonly folder: string;
  /** The file as the run was begun with it. */
  readonly copy: string;
  /** One JSON line for each event. */
  readonly journal: string;
  readonly results: string;
  readonly commands: string;
  /** What people ask of the run: `answer.<step>`, `cancel`. */
  readonly asked: string;
  /** What the run answered, when it has ended. */
  readonly output: string;
  /** What an engine in the background prints. */
  readonly log: string;
}

export const runsFolder = (home: string): string => join(home, 'workflows');

/** A run's id is made like a task's. */
export const RUN_ID = TASK_ID;

export function runPlaces(home: string, id: string): RunPlaces {
  const folder = join(runsFolder(home), id);
  return {
    folder,
    copy: join(folder, 'workflow.yaml'),
    journal: join(folder, 'journal.jsonl'),
    results: join(folder, 'results'),
    commands: join(folder, 'commands'),
    asked: join(folder, 'asked'),
    output: join(folder, 'output.md'),
    log: join(folder, 'log'),
  };
}

/** A name for an attempt that is safe in a file name: `code.1.2.1`. */
export const attemptName = ({ step, item, round, attempt }: AttemptKey): string =>
  [step, item, round, attempt].join('.');
