import { readlinkSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { keysFolder } from '../project/places.ts';
import { asUserError, systemCode, UserError } from '../system/errors.ts';
import { makePrivateFolder, removeIfThere } from '../system/files.ts';

/**
 * The id that holds for an idempotency key: that of whoever came first, else `id`. A symbolic link, because it is made
 * with its content in one step and by one process only; that it leads to the task's folder is for people who look.
 * Throws a UserError for an empty key and for a full disk.
 */
export function idOfKey(home: string, key: string, id: string): string {
  if (key.trim() === '') throw new UserError('The idempotency key is empty.', 'Give it a text of its own.');
  const link = keyLink(home, key);
  makePrivateFolder(keysFolder(home));
  try {
    symlinkSync(`../tasks/${id}`, link);
    return id;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw asUserError(error, link);
    return basename(readlinkSync(link));
  }
}

/** Gives a key free again: its task is cleared away. */
export const forgetKey = (home: string, key: string): void => removeIfThere(keyLink(home, key));

function keyLink(home: string, key: string): string {
  // Loaded here: it takes 3 ms, and few tasks have a key.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return join(keysFolder(home), createHash('sha256').update(key).digest('hex'));
}
