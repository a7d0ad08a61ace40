import { type StopReport, stopAgent } from '../api/stop-agent.ts';
import { displayText, padTo } from '../system/terminal.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, printLine } from './output.ts';
import { assertKnown, knownAgents, openWorkplace } from './workplace.ts';

/** `ctrlg down`: ends the agents named, else all, and says what became of what they had in hand. */
export async function down(names: readonly string[], options: { json?: true }): Promise<number> {
  const workplace = openWorkplace();
  const known = knownAgents(workplace);
  assertKnown(names, known);
  const wanted = names.length > 0 ? [...new Set(names)] : known;
  const nameWidth = Math.max(0, ...wanted.map((name) => name.length));
  const ends = await Promise.all(
    wanted.map(async (name) => {
      const end = await stopAgent(workplace.project, name);
      if (!options.json) printLine(`${padTo(name, nameWidth)}  ${displayText(spoken(end))}`);
      return end;
    }),
  );
  if (options.json) printJson({ agents: ends });
  return EXIT_CODES.done;
}

function spoken({ how, run, queued }: StopReport): string {
  const parts = [
    { 'not-running': 'was not running', stopped: 'stopped', killed: 'killed: it did not end by itself' }[how],
  ];
  if (run) parts.push(`task ${run.task_id}, which it had in hand: ${run.status}`);
  if (queued > 0)
    parts.push(queued === 1 ? '1 task waits for its next start' : `${queued} tasks wait for its next start`);
  return parts.join('; ');
}
