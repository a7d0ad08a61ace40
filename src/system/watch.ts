import { type FSWatcher, watch } from 'node:fs';
import { every } from './clock.ts';

export interface FolderWatch {
  close(): void;
}

/** Where the system has no watches left (inotify's limit), looking this often has to do. */
const WITHOUT_WATCH_MS = 200;

/**
 * Calls `look` whenever something may have changed in the folders, and once when the watch stands. An event is only a
 * hint: `look` must read the folder afresh and may be called with nothing changed.
 *
 * Node's own watch and not chokidar: that looks each event over on a thread, and puts a watch on every file that comes
 * and goes, which costs a task 8 ms; what it adds, telling one change from another, is not needed for a hint.
 */
export async function watchFolders(folders: string[], look: () => void): Promise<FolderWatch> {
  const closers = folders.map((folder) => watchFolder(folder, look));
  look();
  return { close: () => closers.forEach((close) => void close()) };
}

function watchFolder(folder: string, look: () => void): () => void {
  let stop = () => {};
  const lookOften = () => {
    stop();
    stop = every(WITHOUT_WATCH_MS, look);
  };
  try {
    const watcher: FSWatcher = watch(folder, look);
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
