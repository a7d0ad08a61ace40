import type { Status } from '../status/status.ts';
import type { Log } from '../system/log.ts';
import { isRunning, type ProcessIdentity } from '../system/processes.ts';
import { endProcess } from './client-process.ts';
import { strayClients } from './strays.ts';

export interface Prior {
  /** What the wrapper before this one said last. */
  readonly status: Status;
  /** The window that this one is in. */
  readonly paneId: string;
  readonly agentFolder: string;
  readonly log: Log;
}

/** A client that was told to end is given so long. */
const PATIENCE_MS = 3_000;

/**
 * The client that a wrapper before this one has left in this window. Any other one of this agent is ended: two clients
 * must not write into one conversation.
 */
export async function priorClient({
  status,
  paneId,
  agentFolder,
  log,
}: Prior): Promise<ProcessIdentity | undefined> {
  const known = clientIn(status);
  const isHere = status.pane_id === paneId;
  if (known && isHere) return known;
  // Killed right after it had started one, a wrapper has not told of it.
  const others = known ? [known] : isHere ? strayClients(agentFolder) : [];
  for (const other of others) {
    log(`ends client ${other.pid}, which nobody looks after`);
    await endProcess(other, PATIENCE_MS);
  }
  return undefined;
}

function clientIn({ client_pid, client_pid_started }: Status): ProcessIdentity | undefined {
  if (!client_pid) return undefined;
  const identity = { pid: client_pid, started: client_pid_started ?? '' };
  return isRunning(identity) ? identity : undefined;
}
