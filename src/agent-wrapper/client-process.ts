import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Launch } from '../clients/client.ts';
import { every, sleep } from '../system/clock.ts';
import { UserError } from '../system/errors.ts';
import { identify, isRunning, type ProcessIdentity, signalProcess } from '../system/processes.ts';

/** How a client's process ended; both are null when it was not our child. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The client's process in the agent's window: started here, or found alive after this wrapper was restarted. */
export interface ClientProcess {
  readonly identity: ProcessIdentity;
  readonly exit: Promise<Exit>;
  terminate(): void;
}

/** Throws a UserError unless the folder that a client is to work in is there. */
export function assertFolder(agent: string, folder: string): void {
  if (existsSync(folder)) return;
  throw new UserError(
    `The folder that agent ${agent} works in is not there: ${folder}`,
    `Mend agents.${agent}.cwd.`,
  );
}

/** Starts the client on this window's terminal. Rejects when the program cannot be started at all. */
export function startClient(launch: Launch, cwd: string, env: NodeJS.ProcessEnv): Promise<ClientProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(launch.file, launch.args, { cwd, env, stdio: 'inherit' });
    child.once('error', reject);
    const exit = new Promise<Exit>((ended) => child.once('exit', (code, signal) => ended({ code, signal })));
    child.once('spawn', () => {
      const identity = identify(child.pid!) ?? { pid: child.pid!, started: '' };
      resolve({ identity, exit, terminate: () => void child.kill('SIGTERM') });
    });
  });
}

/** A client that outlived the wrapper before this one; its end is noticed within a second. */
export function adoptClient(identity: ProcessIdentity): ClientProcess {
  const exit = new Promise<Exit>((ended) => {
    const stop = every(1_000, () => {
      if (isRunning(identity)) return;
      stop();
      ended({ code: null, signal: null });
    });
  });
  return { identity, exit, terminate: () => void signalProcess(identity.pid, 'SIGTERM') };
}

const LOOK_EVERY_MS = 50;

/** Ends a process, by force when it has not gone after `patienceMs`. One that is stopped must go on to obey. */
export async function endProcess(identity: ProcessIdentity, patienceMs: number): Promise<void> {
  signalProcess(identity.pid, 'SIGTERM');
  signalProcess(identity.pid, 'SIGCONT');
  for (let waitedMs = 0; isRunning(identity); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs >= patienceMs) signalProcess(identity.pid, 'SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
}
