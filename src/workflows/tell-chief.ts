import { displayText } from '../system/terminal.ts';
import { serverAt, serverOfEnvironment, tmux } from '../tmux/server.ts';
import type { RunOrigin } from './run-events.ts';

const SHOWN_MS = 15_000;

/** Shows a line to everybody at the tmux server that a run was begun from. Never rejects: nobody may be there any more. */
export async function tellChief(origin: RunOrigin, text: string): Promise<void> {
  const server = origin.tmux === null ? serverOfEnvironment() : serverAt(origin.tmux);
  try {
    const listed = await tmux(server, ['list-clients', '-F', '#{client_control_mode} #{client_name}']);
    for (const line of listed.split('\n').filter((one) => one.startsWith('0 '))) {
      await tmux(server, ['display-message', '-d', String(SHOWN_MS), '-c', line.slice(2), literal(text)]);
    }
  } catch {
    // No server, or no tmux: the run's result is kept, and `ctrlg run --list` tells it.
  }
}

/** tmux would run what stands in `#( )`, and read `%` as a time. */
const literal = (text: string): string =>
  displayText(text).replaceAll('\n', ' ').replaceAll('#', '##').replaceAll('%', '%%');
