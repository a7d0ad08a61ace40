import { isOurs } from './hook-command.ts';
import { readRecord } from './setup-record.ts';

/** The person's own editor, to be remembered: what a client's files name, else what was remembered, else the environment's. */
export function personsEditor(inFiles: readonly (string | null | undefined)[]): string {
  const { VISUAL, EDITOR } = process.env;
  const candidates = [...inFiles, readRecord().editor, VISUAL, EDITOR];
  return candidates.find((command) => command?.trim() && !isOurs(command)) ?? '';
}
