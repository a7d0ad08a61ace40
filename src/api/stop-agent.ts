import { agentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
import type { Status } from '../status/status.ts';
import { Children } from '../system/children.ts';
import { sleep } from '../system/clock.ts';
import { listIfThere } from '../system/files.ts';
import { isRunning, type ProcessIdentity, signalProcess } from '../system/processes.ts';
import { readDone } from '../tasks/done-marker.ts';
import { serverAt } from '../tmux/server.ts';
import { findWindow, killWindow } from '../tmux/windows.ts';

/** What became of an agent that was ended, and of what it had in hand. */
export interface StopReport {
  readonly agent_id: string;
  /** `killed`: it did not end by itself in time. */
  readonly how: 'not-running' | 'stopped' | 'killed';
  /** The run it had in hand, and what became of it; null when it had none. */
  readonly run: { readonly task_id: string; readonly status: string; readonly reason: string } | null;
  /** Tasks that wait for its next start. */
  readonly queued: number;
}

/** Ends an agent: its wrapper by its own way out, then whatever still stands of it. Its conversation is kept. */
export async function stopAgent(project: Project, name: string): Promise<StopReport> {
  const places = agentPlaces(project.home, name);
  const state = readStatus(places.status);
  if (state.kind === 'absent' || state.kind === 'unreadable') return notRunning(name);
  const how = state.kind === 'live' ? await stopWrapper(state.status) : 'not-running';
  await sweep(project, state.status);
  await new Children(places.folder).endLeftovers();
  const waiting = new Set(listIfThere(places.inbox).filter((entry) => !entry.endsWith('.cancel')));
  for (const id of statusOf(places.status)?.queue ?? []) waiting.add(id);
  const task = state.kind === 'live' ? state.status.current_task : null;
  if (task) waiting.delete(task);
  return { agent_id: name, how, run: task ? fateOf(project, task) : null, queued: waiting.size };
}

const notRunning = (name: string): StopReport => ({
  agent_id: name,
  how: 'not-running',
  run: null,
  queued: 0,
});

function statusOf(file: string): Status | undefined {
  const state = readStatus(file);
  return 'status' in state ? state.status : undefined;
}

/** The wrapper gives its client 3 s. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 25;

async function stopWrapper({ pid, pid_started }: Status): Promise<'stopped' | 'killed'> {
  const wrapper = { pid, started: pid_started };
  if (isRunning(wrapper)) signalProcess(pid, 'SIGTERM');
  return (await isGone(wrapper, PATIENCE_MS)) ? 'stopped' : 'killed';
}

async function isGone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; isRunning(identity); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs >= withinMs) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

/** Whatever of the agent still stands: its window first, which would start the wrapper again; then its processes. */
async function sweep(project: Project, status: Status): Promise<void> {
  const server = serverAt(status.tmux_socket);
  const window = await findWindow(server, project.session, status.agent_id);
  if (window) await killWindow(server, window.windowId);
  const processes = [{ pid: status.pid, started: status.pid_started }];
  if (status.client_pid !== null)
    processes.push({ pid: status.client_pid, started: status.client_pid_started ?? '' });
  for (const identity of processes) {
    if (await isGone(identity, 500)) continue;
    signalProcess(identity.pid, 'SIGKILL');
    await isGone(identity, 1_000);
  }
}

function fateOf({ home }: Project, task_id: string): NonNullable<StopReport['run']> {
  const done = readDone(home, task_id);
  if (done) return { task_id, status: done.status, reason: done.reason };
  return { task_id, status: 'queued', reason: 'it is begun again at the next start' };
}
