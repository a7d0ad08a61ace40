import type { Watched } from './watched.ts';
import { type Watcher, watchWait } from './watcher.ts';

/** Shows waiting tasks to a person and takes their keys. */
export const watchTasks = (watched: Watched): Watcher =>
  watchWait(watched.changes, async (ask) => (await import('./view.ts')).openView(watched, ask));
