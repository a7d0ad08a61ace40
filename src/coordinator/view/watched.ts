import type { TaskOfPrompt } from '../../asking/put-plan.ts';
import type { Project } from '../../project/project.ts';
import type { Changes } from '../../system/changes.ts';

/** What a waiting view shows. */
export interface Watched {
  readonly project: Project;
  /** In the order written; at least one. */
  readonly tasks: readonly TaskOfPrompt[];
  readonly changes: Changes;
}
