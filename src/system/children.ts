import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { sleep } from './clock.ts';
import { readIfThere } from './files.ts';
import { identify, isRunning, type ProcessIdentity, signalProcess } from './processes.ts';
import { replaceFile } from './replace-file.ts';

const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 50;

/**
 * The programs that an agent's connector has started, kept in `children.json`: one that is killed leaves them to the next one,
 * or to whoever ends the agent.
 */
export class Children {
  readonly #file: string;
  readonly #all: ProcessIdentity[] = [];

  /** `folder` is the agent's. */
  constructor(folder: string) {
    this.#file = join(folder, 'children.json');
  }

  /** Ends what a connector that has ended itself has left behind. */
  async endLeftovers(): Promise<void> {
    const left = readIfThere(this.#file);
    if (left === undefined) return;
    await endAll(readChildren(left));
    replaceFile(this.#file, '[]');
  }

  /** Starts a program; it may fail to start with an `error` event, like any child process. */
  start(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    const child = spawn(file, args, options);
    if (child.pid) this.look(child.pid);
    return child;
  }

  /** A process to end with the others, such as one that a child has started. */
  look(pid: number): void {
    const identity = identify(pid);
    if (!identity) return;
    this.#all.push(identity);
    replaceFile(this.#file, JSON.stringify(this.#all));
  }

  /** Ends them all, the last one first. */
  end(): Promise<void> {
    return endAll([...this.#all].reverse());
  }
}

async function endAll(processes: readonly ProcessIdentity[]): Promise<void> {
  for (const { pid } of processes.filter(isRunning)) signalProcess(pid, 'SIGTERM');
  for (let waitedMs = 0; processes.some(isRunning); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs >= PATIENCE_MS)
      for (const { pid } of processes.filter(isRunning)) signalProcess(pid, 'SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
}

const children = z.array(z.object({ pid: z.number(), started: z.string() }));

function readChildren(text: string): ProcessIdentity[] {
  try {
    return children.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
