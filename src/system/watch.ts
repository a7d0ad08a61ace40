import { watch } from 'chokidar';

export interface FolderWatch {
  close(): void;
}

/**
 * Calls `look` whenever something may have changed in the folders, and once when the watch stands.
 * An event is only a hint: `look` must read the folder afresh and may be called with nothing changed.
 *
 * It listens to chokidar's raw events: its cooked ones arrive a stat and a readdir later (1.3 ms against 0.2).
 */
export async function watchFolders(folders: string[], look: () => void): Promise<FolderWatch> {
  const watcher = watch(folders, { ignoreInitial: true, depth: 0, persistent: true });
  watcher.on('error', look);
  watcher.on('raw', look);
  watcher.on('all', look);
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  look();
  return { close: () => void watcher.close() };
}
