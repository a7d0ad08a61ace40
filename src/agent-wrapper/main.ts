import { DiskFullError, explain, UserError } from '../system/errors.ts';
import { letGoOfGoneTerminal } from '../system/gone-terminal.ts';
import { runAgent } from './run-agent.ts';

/** The front door starts the wrapper again, which takes over the client and what is on disk. */
const TRY_AGAIN = 75;

letGoOfGoneTerminal();
const name = process.argv[2];
if (!name || name.startsWith('-')) {
  console.error('usage: ctrlg-agent NAME   (ctrlg starts it in the agent’s window: ctrlg up NAME)');
  process.exitCode = 2;
} else {
  process.on('uncaughtException', end);
  runAgent(name).then(() => process.exit(0), end);
}

/** Ends with the code by which the front door starts the wrapper again, unless a person has to mend something first. */
function end(error: unknown): void {
  console.error(`ctrlg-agent: ${explain(error)}`);
  process.exit(error instanceof UserError && !(error instanceof DiskFullError) ? 1 : TRY_AGAIN);
}
