import { type FSWatcher, watch } from 'node:fs';
import { every } from './clock.ts';

export interface FolderWatch {
  close(): void;
}

/** Where the system has no watches left (inotify's limit), looking this often has to do. */
const WITHOUT_WATCH_MS = 200;

/**
 * Calls `look` whenever something may have changed in the folders, and once when the watch stands. An event is only a
 * hint: `look` must read the folder afresh and may be called with nothing changed. `isOf`: the names that matter, where
 * not all do.
 *
 * Node's own watch and not chokidar: that looks each event over on a thread, and puts a watch on every file that comes
 * and goes, which costs a task 8 ms; what it adds, telling one change from another, is not needed for a hint.
 */
export async function watchFolders(
  folders: string[],
  look: () => void,
  isOf: (name: string) => boolean = () => true,
): Promise<FolderWatch> {
  const closers = folders.map((folder) => watchFolder(folder, look, isOf));
  look();
  return { close: () => closers.forEach((close) => void close()) };
}

function watchFolder(folder: string, look: () => void, isOf: (name: string) => boolean): () => void {
  let stop = () => {};
  const lookOften = () => {
    stop();
    stop = every(WITHOUT_WATCH_MS, look);
  };
  try {
    // No name is told where the system has lost count.
    const watcher: FSWatcher = watch(folder, (_, name) => (name === null || isOf(name)) && look());
    watcher.on('error', () => {
      watcher.close();
      lookOften();
    });
    stop = () => watcher.close();
  } catch {
    lookOften();
  }
  return () => stop();
}
