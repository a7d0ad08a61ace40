import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { TmuxError, type TmuxServer, tmux } from './server.ts';

const MESSAGE_MS = 5_000;

/**
 * Shows a line in the status line of every client whose window shows the pane, and rings the bell in the pane's window:
 * where a person looks elsewhere, tmux marks that window. Neither touches what a program has drawn.
 */
export async function callAttention(server: TmuxServer, paneId: string, words: string): Promise<void> {
  const seen = await lookAt(server, paneId);
  if (!seen) return;
  ring(seen.tty);
  // tmux expands its own formats and the time in a message.
  const text = words.replaceAll('#', '##').replaceAll('%', '%%');
  for (const client of seen.clients)
    await tmux(server, ['display-message', '-c', client, '-d', String(MESSAGE_MS), text]).catch(ignoreGone);
}

interface Seen {
  readonly tty: string;
  /** The clients whose window shows the pane; control-mode clients show nothing to anybody. */
  readonly clients: string[];
}

async function lookAt(server: TmuxServer, paneId: string): Promise<Seen | undefined> {
  const pane = ['display-message', '-p', '-t', paneId, '#{window_id} #{pane_tty}'];
  const clients = ['list-clients', '-F', '#{client_control_mode} #{window_id} #{client_name}'];
  const printed = await tmux(server, [...pane, ';', ...clients]).catch(ignoreGone);
  const [first = '', ...lines] = (printed ?? '').split('\n');
  const [window, tty] = first.split(' ');
  if (!window?.startsWith('@') || !tty) return undefined;
  const shown = lines.filter((line) => line.startsWith(`0 ${window} `));
  return { tty, clients: shown.map((line) => line.split(' ').slice(2).join(' ')) };
}

/**
 * The bell as if the pane's program had rung it: tmux has no command for that. The kernel writes one byte between two
 * writes of the program, never into one, and a terminal carries a bell out without leaving an escape sequence; only an OSC
 * that a program writes in two pieces would end early. A terminal that takes nothing is not waited for.
 */
function ring(tty: string): void {
  try {
    const descriptor = openSync(tty, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      writeSync(descriptor, '\u0007');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The pane is gone, or its program has stopped the output.
  }
}

function ignoreGone(error: unknown): undefined {
  if (error instanceof TmuxError) return undefined;
  throw error;
}
