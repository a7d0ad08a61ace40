import { UserError } from '../system/errors.ts';

/** The command line itself is wrong: nothing was done. */
export class UsageError extends UserError {
  constructor(what: string, mend: string, options?: { cause?: unknown }) {
    super(what, mend, options);
    this.name = 'UsageError';
  }
}
