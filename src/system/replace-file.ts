import writeFileAtomic from 'write-file-atomic';
import { asUserError } from './errors.ts';

/**
 * Replaces a file in one step: a reader sees the old bytes or the new ones, never a part.
 * With `durable` the bytes are on the disk before the name is. Throws a UserError that names a full disk;
 * the old file then still stands.
 */
export function replaceFile(file: string, content: string | Uint8Array, durable = false): void {
  try {
    const bytes = typeof content === 'string' ? content : Buffer.from(content);
    writeFileAtomic.sync(file, bytes, { fsync: durable, mode: 0o600 });
  } catch (error) {
    throw asUserError(error, file);
  }
}
