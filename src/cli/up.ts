import { type BroughtUp, bringUp } from '../api/bring-up.ts';
import { everyAgent } from '../project/pool.ts';
import { displayText, padTo } from '../system/terminal.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, printLine } from './output.ts';
import { styler } from './style.ts';
import { assertKnown, openWorkplace } from './workplace.ts';

/** `ctrlg up`: every agent named, else all of the config, at the same time; a line for each as it gets ready. */
export async function up(
  names: readonly string[],
  options: { timeout: number; json?: true },
): Promise<number> {
  const { project, config } = openWorkplace();
  const configured = Object.keys(config.agents);
  assertKnown(names, everyAgent(config));
  const wanted = names.length > 0 ? [...new Set(names)] : configured;
  const nameWidth = Math.max(0, ...wanted.map((name) => name.length));
  const timeoutMs = options.timeout * 1_000;
  const all = await Promise.all(
    wanted.map(async (name) => {
      const end = await bringUp({ project, name, timeoutMs, isReady: ({ status }) => status !== 'starting' });
      if (!options.json) printLine(`${padTo(name, nameWidth)}  ${lineOf(end, project.session)}`);
      return { name, end };
    }),
  );
  if (options.json) printJson({ agents: all.map(({ name, end }) => fieldsOf(name, end)) });
  return all.every(({ end }) => end.kind === 'up') ? EXIT_CODES.done : EXIT_CODES.failed;
}

function lineOf(end: BroughtUp, session: string): string {
  const style = styler('stdout');
  if (end.kind !== 'up') {
    const word = end.kind === 'refused' ? 'refused' : 'not ready';
    return `${style('red', padTo(word, 9))}  ${displayText(end.reason)}`;
  }
  const { status, blocked_on, window_id } = end.status;
  const colour = status === 'blocked' ? 'yellow' : 'green';
  const place = end.isNew ? `window ${window_id} in session ${session}` : `window ${window_id}, as before`;
  const line = `${style(colour, padTo(status, 9))}  ${place}`;
  return blocked_on ? `${line}\n  └ ${displayText(blocked_on)}` : line;
}

function fieldsOf(name: string, end: BroughtUp): object {
  if (end.kind === 'up') return { ...end.status, started: end.isNew };
  const stopped_because = end.reason;
  return { agent_id: name, status: 'stopped', stop_kind: 'refused', stopped_because, started: false };
}
