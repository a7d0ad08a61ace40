import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type Rig, repository } from '../support/rig.ts';
import type { RunningAsk } from './asks.ts';
import { taskFolders } from './evidence.ts';
import { processesOf, send } from './processes.ts';
import type { Random } from './random.ts';
import { AGENTS } from './team.ts';

const WEIGHTS = {
  'kill a hook with its front door': 12,
  'kill a hook': 8,
  'kill a hook’s front door': 6,
  'kill a wrapper': 20,
  'kill a wrapper’s front door': 7,
  'kill a client': 12,
  'kill a window': 7,
  'stop a wrapper for a while': 8,
  'stop a wrapper and kill its window': 4,
  'stop a wrapper and put its agent down': 2,
  'stop a client for a while': 5,
  'kill a whole agent': 4,
  'cancel a task': 8,
  'tmux kill-server': 2,
  'kill the tmux server': 1,
  'stop the tmux server for a while': 2,
};
export type FaultKind = keyof typeof WEIGHTS;

/** A fault that is to be made: how long after the one before it, and which choices it makes. */
export interface PlannedFault {
  readonly afterMs: number;
  readonly kind: FaultKind;
  /** Picks among what there is at that moment. */
  readonly which: number;
  readonly forMs: number;
}

/** A fault that was made. */
export interface Fault {
  readonly atMs: number;
  readonly kind: FaultKind;
  /** Whom it was done to; undefined when everybody. */
  readonly agent: string | undefined;
  readonly pids: readonly number[];
}

const FOR_EVERYBODY: FaultKind[] = [
  'tmux kill-server',
  'kill the tmux server',
  'stop the tmux server for a while',
];
const TO_HOOKS: FaultKind[] = [
  'cancel a task',
  'kill a hook with its front door',
  'kill a hook',
  'kill a hook’s front door',
];

export function planFaults(random: Random, count: number): PlannedFault[] {
  return Array.from({ length: count }, () => ({
    afterMs: random.int(100, 600),
    kind: random.weighted(WEIGHTS),
    which: random.int(0, 1_000_000),
    forMs: random.int(200, 4_000),
  }));
}

/** Makes faults in a rig and remembers them. */
export class Mayhem {
  readonly faults: Fault[] = [];
  /** The tasks that somebody asked to stop. */
  readonly cancelled = new Set<string>();
  readonly #rig: Rig;
  readonly #asks: () => readonly RunningAsk[];
  readonly #stopped = new Set<number>();
  #server: number | undefined;

  constructor(rig: Rig, asks: () => readonly RunningAsk[]) {
    this.#rig = rig;
    this.#asks = asks;
  }

  make({ kind, which, forMs }: PlannedFault): void {
    const agent = this.#someAgent(which);
    const pids = this.#carryOut(kind, agent, which, forMs);
    if (pids.length === 0) return;
    const isForAll = FOR_EVERYBODY.includes(kind) || TO_HOOKS.includes(kind);
    this.faults.push({ atMs: Date.now(), kind, agent: isForAll ? undefined : agent, pids });
  }

  /** Lets everything go on that is still stopped. */
  over(): void {
    for (const pid of this.#stopped) send(pid, 'SIGCONT');
    this.#stopped.clear();
  }

  /** One that runs, where there is one. */
  #someAgent(which: number): string {
    const up = AGENTS.filter((name) => {
      const pid = this.#rig.status(name)?.pid;
      return pid !== undefined && isAlive(pid);
    });
    return up[which % Math.max(1, up.length)] ?? AGENTS[0];
  }

  #carryOut(kind: FaultKind, agent: string, which: number, forMs: number): number[] {
    const { wrapper, client, door } = this.#pidsOf(agent);
    switch (kind) {
      case 'kill a hook with its front door':
      case 'kill a hook':
      case 'kill a hook’s front door':
        return this.#killHook(kind, which);
      case 'kill a wrapper':
        return kill(wrapper);
      case 'kill a wrapper’s front door':
        return kill(door);
      case 'kill a client':
        return kill(client);
      case 'kill a window':
        return this.#killWindow(agent);
      case 'stop a wrapper for a while':
        return this.#stop(wrapper, forMs);
      case 'stop a client for a while':
        return this.#stop(client, forMs);
      case 'stop a wrapper and kill its window':
        return [...this.#stop(wrapper, forMs), ...this.#killWindow(agent)];
      case 'stop a wrapper and put its agent down':
        return this.#putDown(agent, wrapper);
      case 'cancel a task':
        return this.#cancel(which);
      case 'kill a whole agent':
        return kill(door, wrapper, client);
      case 'tmux kill-server':
        return this.#tmux('kill-server');
      case 'kill the tmux server':
        return kill(this.#serverPid());
      case 'stop the tmux server for a while':
        this.#server = this.#serverPid();
        return this.#stop(this.#server, forMs);
      default:
        return kind satisfies never;
    }
  }

  #killHook(kind: FaultKind, which: number): number[] {
    const live = this.#asks().filter(({ end, wasKilled }) => !end && !wasKilled);
    const asked = live[which % Math.max(1, live.length)];
    if (!asked) return [];
    asked.wasKilled = true;
    const inner = processesOf(this.#rig).find(({ parent }) => parent === asked.pid)?.pid;
    if (kind === 'kill a hook') return kill(inner ?? asked.pid);
    if (kind === 'kill a hook’s front door') return kill(asked.pid);
    return kill(-asked.pid);
  }

  #killWindow(agent: string): number[] {
    const { pane, door } = this.#pidsOf(agent);
    return pane && door ? this.#tmux('kill-pane', '-t', pane) : [];
  }

  #stop(pid: number | undefined, forMs: number): number[] {
    if (!pid || !send(pid, 'SIGSTOP')) return [];
    this.#stopped.add(pid);
    setTimeout(() => {
      if (this.#stopped.delete(pid)) send(pid, 'SIGCONT');
    }, forMs);
    return [pid];
  }

  /** `ctrlg down` waits ten seconds for the wrapper, and then ends it: hooks that wait start another one. */
  #putDown(agent: string, wrapper: number | undefined): number[] {
    const stopped = this.#stop(wrapper, 20_000);
    if (stopped.length === 0) return [];
    return [...stopped, ...this.#ctrlg('down', agent)];
  }

  /** One that has not ended, if there is one: a person asks to stop it. */
  #cancel(which: number): number[] {
    const open = taskFolders(this.#rig).filter(
      (id) => !existsSync(join(this.#rig.state, 'tasks', id, '.done')),
    );
    const id = open[which % Math.max(1, open.length)];
    if (!id) return [];
    this.cancelled.add(id);
    return this.#ctrlg('cancel', id);
  }

  #ctrlg(...args: string[]): number[] {
    const { project, env } = this.#rig;
    const child = spawn(join(repository, 'bin/ctrlg'), args, { cwd: project, env, stdio: 'ignore' });
    return [child.pid!];
  }

  /** A server that is stopped answers nobody, this process included. */
  get #isServerStopped(): boolean {
    return this.#server !== undefined && this.#stopped.has(this.#server);
  }

  #tmux(...args: string[]): number[] {
    if (this.#isServerStopped) return [];
    const server = this.#serverPid();
    try {
      this.#rig.tmux.run(...args);
      return server ? [server] : [];
    } catch {
      // There is no server, or no such pane, at the moment.
      return [];
    }
  }

  #serverPid(): number | undefined {
    if (this.#isServerStopped) return undefined;
    try {
      return Number(this.#rig.tmux.run('display-message', '-p', '#{pid}')) || undefined;
    } catch {
      return undefined;
    }
  }

  #pidsOf(agent: string): { wrapper?: number; client?: number; door?: number; pane?: string } {
    const status = this.#rig.status(agent);
    if (!status) return {};
    const ours = processesOf(this.#rig);
    const wrapper = ours.find(({ pid }) => pid === status.pid);
    const client = ours.find(({ pid }) => pid === status.client_pid);
    const door =
      wrapper && ours.find(({ pid, command }) => pid === wrapper.parent && command.includes('ctrlg-agent'));
    return {
      ...(wrapper && { wrapper: wrapper.pid }),
      ...(client && { client: client.pid }),
      ...(door && { door: door.pid }),
      pane: status.pane_id,
    };
  }
}

function kill(...pids: (number | undefined)[]): number[] {
  return pids.filter((pid): pid is number => pid !== undefined && send(pid, 'SIGKILL'));
}
