import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from '../clients/client.ts';
import type { AgentPlaces } from '../project/places.ts';
import type { StatusWriter } from '../status/write.ts';
import { makePrivateFolder, writePrivateFile } from '../system/files.ts';
import { signalProcess } from '../system/processes.ts';
import { PaneShell } from '../tmux/pane-shell.ts';
import { serverAt } from '../tmux/server.ts';
import type { ClientWindow } from './parts.ts';

export interface WindowParts {
  readonly client: Client;
  readonly places: AgentPlaces;
  readonly status: StatusWriter;
  /** The client's process; undefined while none runs. */
  pid(): number | undefined;
  isHeard(): boolean;
}

const SCREEN_LINES = 20;

/** The client as it stands in the window of this process. */
export function openWindow({ client, places, status, pid, isHeard }: WindowParts): ClientWindow {
  const { tmux_socket, pane_id } = status.current;
  const server = serverAt(tmux_socket);
  const pane = new PaneShell(server, pane_id);
  // It takes a moment, and the first task should not wait for it.
  if (client.channel.kind === 'editor') pane.connect();
  const signal = (name: NodeJS.Signals) => {
    const client = pid();
    if (client) signalProcess(client, name);
  };
  const press = (key: string) => pane.press(key);
  const { channel } = client;
  return {
    press,
    screen: () => pane.lastLines(SCREEN_LINES),
    wake: () => signal('SIGCONT'),
    interrupt: async () =>
      channel.kind === 'editor' ? press(channel.keys.interrupt) : askToInterrupt(places),
    isThere: () => pid() !== undefined,
    witness: () => {
      const client_pid = pid();
      return client_pid && isHeard() ? client.witness(client_pid, places) : undefined;
    },
  };
}

/** A connector watches this folder. */
function askToInterrupt({ folder }: AgentPlaces): void {
  const name = `interrupt-${randomBytes(6).toString('hex')}`;
  writePrivateFile(join(makePrivateFolder(folder, 'requests'), name), '');
}
