import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ctrlg, type Ran, runCtrlg } from '../cli/run-ctrlg.ts';
import { scriptedBrain } from '../support/brain.ts';
import { isAlive, Rig } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** An engine in a process of its own, with no terminal. */
export interface EngineProcess {
  readonly pid: number;
  /** What it printed so far on both streams. */
  said(): string;
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** A rig whose agents are scripted, and the real `ctrlg run` in its project. */
export class WorkflowRig extends Rig {
  readonly #pids: number[] = [];

  constructor(rules: object[] = [], agents = ['planning', 'coding']) {
    super({ brain: scriptedBrain(rules), agents: Object.fromEntries(agents.map((name) => [name, {}])) });
    mkdirSync(join(this.project, 'workflows'));
  }

  /** Writes a workflow of the project; returns its name. */
  workflow(text: string, name = 'flow'): string {
    writeFileSync(join(this.project, 'workflows', `${name}.yaml`), text);
    return name;
  }

  run(...args: string[]): Promise<Ran> {
    return runCtrlg({ project: this.project, env: this.env }, args);
  }

  /** Starts `ctrlg` and does not wait for it. */
  engine(...args: string[]): EngineProcess {
    const child = spawn(ctrlg, args, { cwd: this.project, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    this.#pids.push(child.pid!);
    return {
      pid: child.pid!,
      said: () => said,
      ended,
      kill: async (signal) => {
        child.kill(signal);
        await ended;
      },
    };
  }

  get runs(): string[] {
    try {
      return readdirSync(join(this.state, 'workflows')).sort();
    } catch {
      return [];
    }
  }

  async newestRun(): Promise<string> {
    return until('a run to be begun', () => this.runs.at(-1));
  }

  runFile(run: string, ...path: string[]): string {
    return join(this.state, 'workflows', run, ...path);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was written
  journal(run: string): any[] {
    try {
      return readFileSync(this.runFile(run, 'journal.jsonl'), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    } catch {
      return [];
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  async untilEvent(run: string, what: (event: any) => boolean, timeoutMs = 20_000): Promise<any> {
    return until('an event in the journal', () => this.journal(run).find(what), {
      timeoutMs,
      show: () => `${JSON.stringify(this.journal(run), null, 1)}\n${this.describe()}`,
    });
  }

  /** The engine that was last on a run, whoever started it. */
  enginePid(run: string): number {
    const files = readdirSync(this.runFile(run)).filter((name) => /^engine\.\d+$/.test(name));
    const last = files.sort((a, b) => Number(a.slice(7)) - Number(b.slice(7))).at(-1);
    return last ? JSON.parse(readFileSync(this.runFile(run, last), 'utf8')).pid : 0;
  }

  override async stop(): Promise<void> {
    const detached = this.runs.map((run) => this.enginePid(run)).filter((pid) => pid > 0);
    for (const pid of [...this.#pids, ...detached].filter(isAlive)) process.kill(pid, 'SIGKILL');
    await super.stop();
  }
}
