import { UserError } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import { newTaskKey } from '../tasks/task-key.ts';
import type { WorkflowFile } from './find-workflow.ts';
import { appendEvent } from './journal.ts';
import type { RunOrigin } from './run-events.ts';
import { runPlaces } from './run-places.ts';
import type { Workflow } from './workflow.ts';

export interface NewRun {
  /** As it was loaded from the file. */
  readonly workflow: Workflow;
  readonly file: WorkflowFile;
  readonly input: string;
  readonly origin: RunOrigin;
}

/**
 * Puts a run down with a copy of its file, so that any engine can take it up; returns its id. Nothing runs yet. Throws a
 * UserError where the workflow wants an input and there is none.
 */
export function beginRun(home: string, { workflow, file, input, origin }: NewRun): string {
  if (workflow.input !== undefined && input.trim() === '')
    throw new UserError(
      `The workflow '${workflow.name}' needs an input: ${workflow.input}.`,
      'Give it with --input TEXT, or --input - for standard input.',
    );
  const id = newTaskKey().id;
  const places = runPlaces(home, id);
  for (const folder of [places.results, places.commands, places.asked]) makePrivateFolder(folder);
  replaceFile(places.copy, file.text);
  appendEvent(places, { kind: 'begun', workflow: workflow.name, file: file.path, input, origin });
  return id;
}
