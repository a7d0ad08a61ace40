import { readAgents } from '../../api/read-agents.ts';
import { nowMs } from '../../system/clock.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine, terminalWidth } from '../output.ts';
import { styler } from '../style.ts';
import { openWorkplace } from '../workplace.ts';
import { statusDocument } from './agents.ts';
import { statusTable } from './table.ts';

/** `ctrlg status`: the agents as a table or as JSON, once or live. */
export async function status(options: { json?: true; watch?: true }): Promise<number> {
  const workplace = openWorkplace();
  if (options.watch) return (await import('./live-view.ts')).watchStatus(workplace, options);
  if (options.json) printJson(statusDocument(workplace));
  else {
    const table = { width: terminalWidth(), nowMs: nowMs(), style: styler('stdout') };
    printLine(statusTable(readAgents(workplace), table).join('\n'));
  }
  return EXIT_CODES.done;
}
