import type { Project } from '../project/project.ts';
import type { Changes } from '../system/changes.ts';
import type { Task } from '../tasks/task.ts';

export interface WatchedTask {
  readonly project: Project;
  readonly task: Task;
  readonly changes: Changes;
  /** Why this agent was chosen. */
  readonly why: string;
}

/** Shows a waiting task to a person and takes their keys. */
export interface Watcher {
  asked(): 'left' | 'background' | undefined;
  close(): void;
}

export function watchTask(_watched: WatchedTask): Watcher {
  return { asked: () => undefined, close: () => {} };
}
