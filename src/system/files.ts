import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { asUserError, systemCode, UserError } from './errors.ts';

/** The file's text, or undefined where there is no such file. Other errors are thrown. */
export function readIfThere(file: string): string | undefined {
  return ifThere(() => readFileSync(file, 'utf8'));
}

/** The names in a folder in no particular order; none where the folder is missing. */
export function listIfThere(folder: string): string[] {
  return ifThere(() => readdirSync(folder)) ?? [];
}

/** True when a rename happened; false when there was nothing (any more) to rename. */
export function renameIfThere(from: string, to: string): boolean {
  return ifThere(() => renameSync(from, to) ?? true) ?? false;
}

/** Removes a file or a tree; silent where it is gone already. */
export function removeIfThere(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function ifThere<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Writes a file that nobody reads before its writer says so. Throws a UserError that names a full disk. */
export function writePrivateFile(file: string, content: string): void {
  try {
    writeFileSync(file, content, { mode: 0o600 });
  } catch (error) {
    throw asUserError(error, file);
  }
}

/** Makes a folder that only its owner can enter. */
export function makePrivateFolder(...parts: string[]): string {
  const folder = join(...parts);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asUserError(error, folder);
  }
  return folder;
}

/** Throws a UserError unless the folder belongs to this user and is closed to everybody else. */
export function assertPrivate(folder: string): void {
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) {
    throw new UserError(`${folder} is not a folder.`, 'Move it away, or set CTRLG_HOME to another folder.');
  }
  if (process.getuid && stat.uid !== process.getuid()) {
    throw new UserError(
      `The state folder ${folder} belongs to another user (uid ${stat.uid}).`,
      'Set CTRLG_HOME to a folder of your own.',
    );
  }
  if ((stat.mode & 0o077) !== 0) {
    throw new UserError(
      `The state folder ${folder} is open to other users (mode ${(stat.mode & 0o777).toString(8)}).`,
      `Close it with: chmod 700 '${folder}'`,
    );
  }
}

/** Closes a folder to everybody but its owner. */
export const closeToOthers = (folder: string): void => chmodSync(folder, 0o700);
