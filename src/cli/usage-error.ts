import { UserError } from '../system/errors.ts';

/** The command line itself is wrong: nothing was done. */
export class UsageError extends UserError {}
