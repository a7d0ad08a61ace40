import { explain, UserError } from '../system/errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, tell } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Tells a fault, as JSON where JSON was asked for, and returns the exit code. */
export function reportFault(error: unknown, asJson: boolean): number {
  if (asJson)
    printJson({ error: { message: messageOf(error), mend: error instanceof UserError ? error.mend : '' } });
  else tell(`ctrlg: ${explain(error)}`);
  return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
