import { reportOfOutcome } from '../asking/answer.ts';
import { displayText } from '../system/terminal.ts';
import type { Done } from '../tasks/done-marker.ts';
import { readResult } from '../tasks/report.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { isTerminal, print, printLine, tell } from './output.ts';

/** Prints how a task ended, its result on standard output and everything else beside it; returns the exit code. */
export function printResult(home: string, done: Done): number {
  printBytes(readResult(home, done.task_id));
  if (done.status !== 'done') tell(`ctrlg: ${displayText(reportOfOutcome(done))}`);
  return EXIT_CODES[done.status];
}

/** A file or a pipe gets the exact bytes; a terminal gets what cannot do anything to it. */
function printBytes(bytes: Buffer): void {
  if (bytes.length === 0) return;
  if (isTerminal('stdout')) printLine(displayText(bytes.toString('utf8')).replace(/\n$/, ''));
  else print(bytes);
}
