import { nowMs } from '../../system/clock.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printLine, terminalWidth } from '../output.ts';
import { styler } from '../style.ts';
import { openWorkplace } from '../workplace.ts';
import { readAgents } from './agents.ts';
import { statusTable } from './table.ts';

/** `ctrlg status`: the agents as a table, once or live. */
export async function status(options: { json?: true; watch?: true }): Promise<number> {
  if (options.watch) return (await import('./live-view.ts')).watchStatus(openWorkplace(), options);
  if (options.json) return (await import('./status-json.ts')).printStatusJson();
  const agents = readAgents(openWorkplace());
  const lines = statusTable(agents, { width: terminalWidth(), nowMs: nowMs(), style: styler('stdout') });
  printLine(lines.join('\n'));
  return EXIT_CODES.done;
}
