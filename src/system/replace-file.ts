import { chmodSync, lstatSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { asUserError } from './errors.ts';
import { removeIfThere } from './files.ts';

const PRIVATE = 0o600;
let written = 0;

/**
 * Replaces a file in one step: a reader sees the old bytes or the new ones, never a part. A new file is its owner's
 * alone. Throws a UserError that names a full disk; the old file then still stands.
 *
 * Our own, because write-file-atomic puts up and takes down handlers for every signal at each write (1 ms), and an
 * agent's status is written some six times a task.
 */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const { target, mode } = whatStandsAt(file);
  const partial = `${target}.${process.pid}-${++written}.partial`;
  try {
    writeFileSync(partial, content, { mode: PRIVATE, flag: 'wx' });
    if (mode !== PRIVATE) chmodSync(partial, mode);
    renameSync(partial, target);
  } catch (error) {
    removeIfThere(partial);
    throw asUserError(error, file);
  }
}

/** A file keeps its mode; a settings file may be a link into a folder under version control, and the link stays. */
function whatStandsAt(file: string): { target: string; mode: number } {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return whatStandsAt(realpathSync(file));
  return { target: file, mode: stat ? stat.mode & 0o777 : PRIVATE };
}
