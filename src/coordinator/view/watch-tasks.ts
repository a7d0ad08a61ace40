import type { TaskOfPrompt } from '../../asking/put-plan.ts';
import type { Project } from '../../project/project.ts';
import type { Changes } from '../../system/changes.ts';
import { type Watcher, watchWait } from './watcher.ts';

export interface Watched {
  readonly project: Project;
  /** In the order written; at least one. */
  readonly tasks: readonly TaskOfPrompt[];
  readonly changes: Changes;
}

/** Shows waiting tasks to a person and takes their keys. */
export const watchTasks = (watched: Watched): Watcher =>
  watchWait(watched.changes, async (ask) => (await import('./view.ts')).openView(watched, ask));
