import { existsSync } from 'node:fs';
import { agentPlaces } from '../../project/places.ts';
import { every } from '../../system/clock.ts';
import { type FolderWatch, watchFolders } from '../../system/watch.ts';

/** A wrapper that was killed changes no file. */
const SWEEP_EVERY_MS = 2_000;

/** Calls `look` when one of the agents may have changed, until it is closed. */
export function refreshOnChange(home: string, agents: string[], look: () => void): FolderWatch {
  const folders = agents.map((name) => agentPlaces(home, name).folder).filter((folder) => existsSync(folder));
  let isClosed = false;
  let watch: FolderWatch | undefined;
  if (folders.length > 0) {
    void watchFolders(folders, () => isClosed || look()).then((started) => {
      watch = started;
      if (isClosed) started.close();
    });
  }
  const stopSweep = every(SWEEP_EVERY_MS, look);
  return {
    close: () => {
      isClosed = true;
      stopSweep();
      watch?.close();
    },
  };
}
