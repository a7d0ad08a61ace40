import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findProgram } from '../clients/program.ts';
import { binFolder } from '../project/package.ts';
import { agentPlaces, CONFIG_NAME, taskPlaces } from '../project/places.ts';
import { readStatus } from '../status/read.ts';
import type { Status } from '../status/status.ts';
import { sleep } from '../system/clock.ts';
import { readIfThere } from '../system/files.ts';
import { type Done, readDone } from '../tasks/done-marker.ts';
import { type HistoryEntry, historyOf } from '../tasks/history.ts';
import { openTaskStore } from '../tasks/store.ts';
import { PrivateServer } from '../tmux/private-server.ts';
import type { Model } from './model.ts';
import { endProcesses, processesOf } from './strays.ts';
import type { Subject, SubjectPlace } from './subject.ts';

/** The agent that is the client on trial, and the one that answers its chief: a script, with no client at all. */
export const AGENT = 'subject';
export const HELPER = 'helper';

interface StageOptions {
  readonly place: SubjectPlace;
  readonly subject: Subject;
  readonly model: Model;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

interface CtrlgOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** How one call of `ctrlg` went. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A private folder with a home, a project and a state folder, and a tmux server: all that a trial touches. */
export class Stage {
  readonly place: SubjectPlace;
  readonly env: Record<string, string>;
  readonly tmux: PrivateServer;

  readonly #signal: AbortSignal;

  private constructor(place: SubjectPlace, env: Record<string, string>, signal: AbortSignal) {
    this.place = place;
    this.env = env;
    this.#signal = signal;
    this.tmux = new PrivateServer(env);
    this.env.CTRLG_TMUX_SOCKET = this.tmux.socket;
  }

  /** A folder for a trial. Its path is short: sockets stand in it. */
  static newPlace(): SubjectPlace {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'cgst-')));
    const place = { root, home: join(root, 'h'), project: join(root, 'p'), state: join(root, 's') };
    for (const folder of [place.home, place.project, place.state]) mkdirSync(folder, { mode: 0o700 });
    mkdirSync(join(place.home, 'tmp'));
    return place;
  }

  static async open({ place, subject, model, signal }: StageOptions): Promise<Stage> {
    const env = subject.prepare(place, model);
    const agents = { [AGENT]: subject.agent(place), [HELPER]: helper(place) };
    // A limit of tasks is no promise of a client's.
    const limits = { tasksPerMinute: 10_000 };
    const config = { agents, retries: 0, answerTemplate: '{result}', limits };
    writeFileSync(join(place.project, CONFIG_NAME), JSON.stringify(config, null, 2));
    const stage = new Stage(place, { ...env, ...ofCtrlg(place, env) }, signal);
    await stage.tmux.start(place.root);
    return stage;
  }

  /** Runs a verb of `ctrlg` in the project; never rejects. It is ended when the trial is. */
  ctrlg(args: readonly string[], options: CtrlgOptions = {}): Promise<Ran> {
    return this.#ctrlg(args, { signal: this.#signal, ...options });
  }

  #ctrlg(args: readonly string[], { input = '', timeoutMs = 60_000, signal }: CtrlgOptions): Promise<Ran> {
    return new Promise((resolve) => {
      const limits = { timeout: timeoutMs, maxBuffer: 2 ** 24, signal };
      const options = { cwd: this.place.project, env: this.env, ...limits };
      const child = execFile(join(binFolder, 'ctrlg'), [...args], options, (error, out, err) =>
        resolve({ code: error ? Number(error.code) || 1 : 0, out, err }),
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  }

  /** The status of an agent that runs. */
  status(agent: string): Status | undefined {
    const state = readStatus(agentPlaces(this.place.state, agent).status);
    return state.kind === 'live' ? state.status : undefined;
  }

  done(task: string): Done | undefined {
    return readDone(this.place.state, task);
  }

  /** What has happened to a task, oldest first, each with its evidence. */
  history(task: string): HistoryEntry[] {
    const database = openTaskStore(this.place.state);
    try {
      return historyOf(database, task);
    } finally {
      database.close();
    }
  }

  result(task: string): string | undefined {
    return readIfThere(taskPlaces(this.place.state, task).result);
  }

  /** Ends all that was started here, daemons too, and removes the folder unless it is to be kept. Never throws. */
  async end({ keep = false } = {}): Promise<void> {
    await this.#ctrlg(['down'], { timeoutMs: 20_000 });
    await this.tmux.end();
    await endTraces(this.place, { keep });
  }
}

/** Ends what still runs from a trial's folder, and removes it. Never throws. */
export async function endTraces({ root }: SubjectPlace, { keep = false } = {}): Promise<void> {
  await endProcesses(processesOf(root));
  for (let tries = 0; !keep && tries < 20; tries += 1) {
    try {
      return rmSync(root, { recursive: true, force: true });
    } catch {
      // Somebody who is about to end has written into it.
      await sleep(100);
    }
  }
}

function helper(place: SubjectPlace): Record<string, unknown> {
  const script = join(place.root, 'helper.json');
  const hold = { matches: '^hold', do: [{ hold: helperGate(place) }, { reply: 'went on' }] };
  const echo = { do: [{ reply: 'echo: {prompt}' }] };
  writeFileSync(script, JSON.stringify({ version: 1, rules: [hold, echo] }));
  return { client: 'scripted', args: ['--script', script] };
}

/** A prompt that begins with `hold` is answered by the helper when this file is there. */
export const helperGate = ({ root }: SubjectPlace): string => join(root, 'helper-goes-on');

function ofCtrlg({ state }: SubjectPlace, env: Record<string, string>): Record<string, string> {
  const tmux = findProgram('tmux');
  const folders = [env.PATH ?? '', dirname(process.execPath), ...(tmux ? [dirname(tmux)] : [])];
  return {
    PATH: [...new Set(folders.flatMap((path) => path.split(delimiter)))].join(delimiter),
    CTRLG_HOME: state,
    CTRLG_USER_EDITOR: 'false',
  };
}
