import { UserError } from '../system/errors.ts';

/** Whether a prompt shows nothing to a reader: a client would not take it. */
export const isBlank = (prompt: string): boolean => !/[^\s\p{Z}\p{C}\p{DI}]/u.test(prompt);

const MAX_BYTES = 4 * 1024 * 1024;

/** A prompt's bytes as text. Throws a UserError where they cannot be a prompt; `source` is for the message, `mend` its end. */
export function promptText(bytes: Buffer, source: string, mend: string): string {
  if (bytes.length > MAX_BYTES) {
    throw new UserError(
      `The prompt has ${(bytes.length / 1024 / 1024).toFixed(1)} MB; 4 MB is the most.`,
      mend,
    );
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new UserError(`${source} is not UTF-8 text.`, mend);
  if (text.includes('\0')) throw new UserError(`${source} holds NUL bytes.`, mend);
  return text;
}
