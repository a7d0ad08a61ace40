import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../system/errors.ts';
import { listIfThere, makePrivateFolder, removeIfThere, writePrivateFile } from '../system/files.ts';
import { TASK_ID } from '../tasks/task-key.ts';

/** Endings that are to be told, a file each: what comes within a moment is told together, whichever process saw it. */
const endingsFolder = (home: string): string => join(home, 'endings');

export function addEnding(home: string, id: string): void {
  makePrivateFolder(endingsFolder(home));
  try {
    writePrivateFile(join(endingsFolder(home), id), '');
  } catch (error) {
    // Another process has just taken the folder away.
    if (systemCode(error) !== 'ENOENT') throw error;
    makePrivateFolder(endingsFolder(home));
    writePrivateFile(join(endingsFolder(home), id), '');
  }
}

let taken = 0;

/** Takes all of them at once: of two processes that try, one gets them, the other none. */
export function takeEndings(home: string): string[] {
  const mine = `${endingsFolder(home)}.${process.pid}-${++taken}`;
  try {
    renameSync(endingsFolder(home), mine);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
  const ids = listIfThere(mine).filter((id) => TASK_ID.test(id));
  removeIfThere(mine);
  return ids.sort();
}
