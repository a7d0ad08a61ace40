/**
 * An error that a person can act on: what happened, to which thing, and how to mend it.
 * Only a `main.ts` prints it and turns it into an exit code.
 */
export class UserError extends Error {
  readonly mend: string;

  constructor(what: string, mend: string, options?: { cause?: unknown }) {
    super(what, options);
    this.name = 'UserError';
    this.mend = mend;
  }
}

/** A disk took no more: what is told to be not written still is as it was. */
export class DiskFullError extends UserError {}

export const diskFull = (file: string, cause: unknown): UserError =>
  new DiskFullError(`The disk is full: ${file} was not written.`, 'Free some space and try again.', {
    cause,
  });

/** One line for a person, whatever was thrown. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Not by its class: each bundle has one of its own.
  return 'mend' in error ? `${error.message} ${error.mend}`.trim() : error.message;
}

/** The `code` of a Node system error (`ENOENT`, `ENOSPC`, …), if it is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A full disk named with the file that was not written; any other error as it is. */
export const asUserError = (error: unknown, file: string): unknown =>
  systemCode(error) === 'ENOSPC' ? diskFull(file, error) : error;
