import { explain } from '../system/errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, tell } from './output.ts';

/** Tells a fault, as JSON where JSON was asked for, and returns the exit code. */
export function reportFault(error: unknown, asJson: boolean): number {
  if (asJson) printJson({ error: { message: messageOf(error), mend: mendOf(error) } });
  else tell(`ctrlg: ${explain(error)}`);
  // Not by their classes: each bundle has its own.
  return error instanceof Error && error.name === 'UsageError' ? EXIT_CODES.usage : EXIT_CODES.failed;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const mendOf = (error: unknown): string =>
  error instanceof Error && 'mend' in error ? String(error.mend) : '';
