import { bringUp } from '../api/bring-up.ts';
import { agentPlaces } from '../project/places.ts';
import { everyAgent } from '../project/pool.ts';
import type { Project } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import { serverAt } from '../tmux/server.ts';
import { attachToWindow, showWindow } from '../tmux/windows.ts';
import { isTerminal } from './output.ts';
import { assertKnown, knownAgents, openWorkplace } from './workplace.ts';

/** From the start of a window to the wrapper's first word. */
const START_MS = 30_000;

/** `ctrlg attach NAME`: shows the agent's window, in this tmux or by attaching to the agent's. */
export async function attach(name: string): Promise<number> {
  const { project, config } = openWorkplace();
  const isRunning = knownAgents({ project, config }).includes(name) && isLive(project, name);
  if (!isRunning) assertKnown([name], everyAgent(config));
  const end = await bringUp({ project, name, timeoutMs: START_MS, isReady: () => true });
  if (end.kind !== 'up') throw new UserError(`Agent ${name} did not start: ${end.reason}`, 'Then try again.');
  const { tmux_socket: socket, window_id: window } = end.status;
  const here = process.env.TMUX?.split(',')[0];
  if (here === socket) {
    await showWindow(serverAt(socket), window);
    return 0;
  }
  if (!isTerminal('stdin') || !isTerminal('stdout')) {
    throw new UserError(
      'attach needs a terminal.',
      `In one, run: tmux -S '${socket}' attach-session -t '${window}'`,
    );
  }
  return attachToWindow(socket, window);
}

const isLive = ({ home }: Project, name: string): boolean =>
  readStatus(agentPlaces(home, name).status).kind === 'live';
