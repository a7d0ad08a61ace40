import { agentPlaces } from '../project/places.ts';
import { everyAgent } from '../project/pool.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import { serverAt } from '../tmux/server.ts';
import { lastLines } from '../tmux/windows.ts';
import { bringUp } from './bring-up.ts';
import type { AgentReport, Stopped } from './ctrlg.ts';
import { type Agent, readAgents } from './read-agents.ts';
import { stopAgent } from './stop-agent.ts';
import { knownAgents, strangerIn, type Workplace } from './workplace.ts';

/** `Ctrlg.agents`: one that does not run is `stopped`, whatever its status file says last. */
export const agentReports = (workplace: Workplace): AgentReport[] => readAgents(workplace).map(reportOf);

export function reportOf({ name, client, description, state }: Agent): AgentReport {
  const nothing = { task: null, queue: [], blockedOn: null, isAttended: false, about: '', lastActive: null };
  const known = { name, client, description };
  switch (state.kind) {
    case 'absent':
      return { ...known, ...nothing, status: 'stopped', stoppedBecause: null };
    case 'unreadable':
      return { ...known, ...nothing, status: 'unreadable', stoppedBecause: state.why };
    case 'live':
    case 'dead': {
      const { status } = state;
      const isLive = state.kind === 'live';
      return {
        ...known,
        status: isLive ? status.status : 'stopped',
        task: isLive ? status.current_task : null,
        queue: status.queue,
        blockedOn: isLive ? status.blocked_on : null,
        isAttended: isLive && status.attended,
        about: status.context_summary,
        stoppedBecause: isLive ? null : (status.stopped_because ?? `it was ${status.status} when it died`),
        lastActive: status.last_active,
      };
    }
    default:
      return state satisfies never;
  }
}

const START_MS = 60_000;

/** `Ctrlg.start`. Throws a UserError where it does not get ready. */
export async function startAgent(
  workplace: Workplace,
  name: string,
  timeoutMs = START_MS,
): Promise<AgentReport> {
  const { project, config } = workplace;
  assertAgent([name], everyAgent(config));
  const end = await bringUp({ project, name, timeoutMs, isReady: ({ status }) => status !== 'starting' });
  if (end.kind !== 'up')
    throw new UserError(`Agent ${name} did not start: ${end.reason}`, 'Mend that, and start it again.');
  return agentReports(workplace).find((agent) => agent.name === name)!;
}

/** `Ctrlg.stop`. */
export async function endAgent(workplace: Workplace, name: string): Promise<Stopped> {
  assertAgent([name], knownAgents(workplace));
  const { how, run, queued } = await stopAgent(workplace.project, name);
  const task = run && { id: run.task_id, status: run.status, reason: run.reason };
  return { agent: name, how, task, queued };
}

const SHOWN_LINES = 40;

/** `Ctrlg.screen`. */
export async function screenOf(workplace: Workplace, name: string, lines = SHOWN_LINES): Promise<string> {
  assertAgent([name], knownAgents(workplace));
  const state = readStatus(agentPlaces(workplace.project.home, name).status);
  if (state.kind !== 'live')
    throw new UserError(`Agent ${name} does not run: it has no screen.`, 'A task for it starts it.');
  const { tmux_socket, pane_id } = state.status;
  return (await lastLines(serverAt(tmux_socket), pane_id, lines)).join('\n');
}

function assertAgent(names: readonly string[], known: readonly string[]): void {
  const stranger = strangerIn(names, known);
  if (stranger) throw new UserError(stranger.what, stranger.mend);
}
