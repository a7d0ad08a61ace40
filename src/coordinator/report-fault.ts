import { isOfGit, splitPromptFile } from '../asking/prompt-file.ts';
import { reportOver } from '../asking/prompt-report.ts';
import { writePromptFile } from '../asking/write-prompt-file.ts';
import { explain } from '../system/errors.ts';

/**
 * Tells a fault where the person looks: on the terminal, and above the prompt in the file when it can be written.
 * Returns the exit code: 0 when the file holds the report (a client drops the file of an editor that failed).
 */
export function reportFault(file: string, error: unknown): number {
  const words = explain(error);
  process.stderr.write(`ctrlg: ${words}\r\n`);
  if (isOfGit(file)) return 1;
  try {
    writePromptFile(file, reportOver(splitPromptFile(file).whole, words));
    return 0;
  } catch {
    return 1;
  }
}
