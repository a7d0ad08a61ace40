import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Status } from '../../src/status/status.ts';
import type { Brain } from './brain.ts';
import { TestTmux } from './tmux.ts';
import { until } from './until.ts';

export const repository = join(import.meta.dirname, '../..');

export interface RigOptions {
  readonly brain: Brain;
  /** Agents by name with what their config adds; default: planning and coding. */
  readonly agents?: Record<string, Record<string, unknown>>;
  /** More top-level settings of the config. */
  readonly config?: Record<string, unknown>;
}

/** What a chief finds in its prompt file when the hook has ended. */
export interface Answer {
  readonly text: string;
  readonly bytes: Buffer;
  readonly code: number;
  /** The result without the header line; the whole text when there is no header. */
  readonly result: string;
}

/**
 * A project in a folder with spaces in its path, a private tmux server, and chiefs that press real keys.
 * The brain decides what stands behind the clients: a script, or real clients against a stub of the model.
 */
export class Rig {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'cg-')));
  readonly project = join(this.root, 'my project');
  readonly state = join(this.root, 'state');
  readonly tmux: TestTmux;
  readonly brain: Brain;
  readonly #env: Record<string, string>;
  #chiefs = 0;
  readonly #hooks: number[] = [];

  constructor({ brain, agents = { planning: {}, coding: {} }, config = {} }: RigOptions) {
    this.brain = brain;
    mkdirSync(this.project);
    mkdirSync(this.state, { mode: 0o700 });
    this.#env = brain.prepare({ root: this.root, project: this.project });
    const all = Object.fromEntries(
      Object.entries(agents).map(([name, own]) => [name, { ...brain.agent, ...own }]),
    );
    this.configure({ agents: all, ...config });
    this.tmux = new TestTmux(this.#env);
    Object.assign(this.#env, { CTRLG_HOME: this.state, CTRLG_TMUX_SOCKET: this.tmux.socket });
    // A server with a window of its own, so that agents and chiefs can come and go.
    this.tmux.start('rig', this.root, 'exec cat');
  }

  get env(): Record<string, string> {
    return this.#env;
  }

  configure(config: object): void {
    writeFileSync(join(this.project, 'ctrlg.config.json'), JSON.stringify(config, null, 2));
  }

  /** A person stops the turn in an agent's window; a client that asks whether it is meant shows that before the next key. */
  async interruptByHand(pane: string): Promise<void> {
    const [first = '', ...more] = this.brain.hands.interrupt;
    const shows = (words: RegExp) => until(`${words}`, () => words.test(this.tmux.screen(pane)));
    if (more.length > 0) await shows(/esc interrupt/);
    this.tmux.keys(pane, first);
    for (const key of more) {
      await shows(/again to interrupt/);
      this.tmux.keys(pane, key);
    }
  }

  /** A chief: the client of the brain in a window, whose editor is the hook. */
  async chief(): Promise<Chief> {
    const chief = new Chief(this, `chief-${++this.#chiefs}`);
    await chief.ready();
    return chief;
  }

  /** The hook without a client and without a terminal; `started` is its process. */
  hook(
    prompt: string,
    env: Record<string, string> = {},
  ): { pid: number; answer: Promise<Answer>; file: string } {
    const file = join(this.root, `prompt ${++this.#chiefs}.md`);
    writeFileSync(file, prompt);
    const child = spawn(join(repository, 'bin/ctrlg-hook'), [file], {
      cwd: this.project,
      env: { ...this.#env, ...env },
      stdio: 'ignore',
      detached: true,
    });
    const answer = new Promise<Answer>((resolve) => {
      child.once('exit', (code) =>
        resolve(answerFrom(existsSync(file) ? readFileSync(file) : Buffer.from(''), code ?? -1)),
      );
    });
    this.#hooks.push(child.pid!);
    return { pid: child.pid!, answer, file };
  }

  /** Runs a verb of `ctrlg` in the project; throws when it fails. */
  ctrlg(...args: string[]): string {
    return execFileSync(join(repository, 'bin/ctrlg'), args, {
      cwd: this.project,
      env: this.#env,
      encoding: 'utf8',
    });
  }

  /** The same, while the test goes on; resolves with its standard output. */
  ctrlgSoon(...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { cwd: this.project, env: this.#env };
      execFile(join(repository, 'bin/ctrlg'), args, options, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
    });
  }

  status(agent: string): Status | undefined {
    try {
      return JSON.parse(readFileSync(this.agentFile(agent, 'status.json'), 'utf8'));
    } catch {
      return undefined;
    }
  }

  agentFile(agent: string, ...path: string[]): string {
    return join(this.state, 'agents', agent, ...path);
  }

  log(agent: string): string {
    const file = this.agentFile(agent, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async untilAgent(
    agent: string,
    what: string,
    look: (status: Status) => unknown,
    timeoutMs?: number,
  ): Promise<Status> {
    const seen = () => {
      const status = this.status(agent);
      return status && look(status) ? status : undefined;
    };
    return until(`${agent} ${what}`, seen, {
      ...(timeoutMs ? { timeoutMs } : {}),
      show: () => this.describe(),
    });
  }

  describe(): string {
    const agents = this.#agents().map((name) => `${JSON.stringify(this.status(name))}\n${this.log(name)}`);
    return `${agents.join('\n')}\n${this.tmux.allScreens()}`;
  }

  /** Ends everything that the rig started; never throws. */
  async stop(): Promise<void> {
    // First the hooks: one that waits would start its agent again, in a new server.
    for (const hook of this.#hooks) killQuietly(-hook);
    const pids = [...this.tmux.panePids(), ...this.#agents().flatMap((name) => this.#pidsOf(name))];
    this.tmux.kill();
    await until('everything to end with its window', () => !pids.some(isAlive), { timeoutMs: 4_000 }).catch(
      () => {},
    );
    for (const pid of pids) killQuietly(pid);
    await this.brain.close();
    const remove = () => rmSync(this.root, { recursive: true, force: true }) ?? true;
    await until('the folder to be gone', () => quietly(remove), { everyMs: 100 }).catch(() => {});
  }

  /** All that were ever started. */
  #agents(): string[] {
    const folder = join(this.state, 'agents');
    return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.lock')) : [];
  }

  /** What a connector has started: opencode goes on without its window when nobody ends it, and keeps a processor busy. */
  #childrenOf(agent: string): number[] {
    const read = () => JSON.parse(readFileSync(this.agentFile(agent, 'children.json'), 'utf8'));
    return (quietly(read) ?? []).map(({ pid }: { pid: number }) => pid);
  }

  #pidsOf(agent: string): number[] {
    const { pid, client_pid } = this.status(agent) ?? {};
    return [pid, client_pid, ...this.#childrenOf(agent)].filter((each) => typeof each === 'number');
  }
}

/** A chief in a window. Its editor is a script that puts a prepared prompt into the file, runs the hook, and keeps a copy. */
export class Chief {
  readonly #rig: Rig;
  readonly #folder: string;
  readonly pane: string;

  constructor(rig: Rig, name: string) {
    this.#rig = rig;
    this.#folder = join(rig.root, name);
    mkdirSync(this.#folder);
    // Gemini CLI reads the keys beside an editor whose path names none that needs the terminal.
    const editor = join(this.#folder, 'like-nano');
    writeFileSync(editor, EDITOR);
    chmodSync(editor, 0o755);
    const env = {
      ...rig.env,
      EDITOR: editor,
      VISUAL: editor,
      CHIEF: this.#folder,
      HOOK: join(repository, 'bin/ctrlg-hook'),
    };
    this.pane = rig.tmux.start(name, rig.project, `exec env -i ${shellWords(env)} ${rig.brain.chiefCommand}`);
  }

  async ready(): Promise<void> {
    await until('the chief to be ready', () => this.#rig.brain.isChiefReady(this.screen()), {
      timeoutMs: 60_000,
      show: () => this.screen(),
    });
  }

  screen(): string {
    return this.#rig.tmux.screen(this.pane);
  }

  get isAlive(): boolean {
    return this.#rig.tmux.isAlive(this.pane);
  }

  keys(...keys: string[]): void {
    this.#rig.tmux.keys(this.pane, ...keys);
  }

  /** Presses Ctrl-G with this prompt in the prompt file; the answer comes from `answer()`. */
  async pressCtrlG(prompt: string | Uint8Array): Promise<void> {
    rmSync(join(this.#folder, 'code'), { force: true });
    rmSync(join(this.#folder, 'begun'), { force: true });
    writeFileSync(join(this.#folder, 'inject.partial'), prompt);
    copyFileSync(join(this.#folder, 'inject.partial'), join(this.#folder, 'inject'));
    // A client that comes back from its editor takes keys a moment later, which its screen need not show.
    await this.ready();
    const begun = join(this.#folder, 'begun');
    const press = () => {
      if (existsSync(begun)) return true;
      this.keys(...this.#rig.brain.editorKeys);
      return until('', () => existsSync(begun), { timeoutMs: 2_500 }).catch(() => false);
    };
    await until('the hook to be started', press, { show: () => this.screen() });
  }

  /** What stands in the prompt file when the hook has ended. */
  async answer(timeoutMs = 30_000): Promise<Answer> {
    const code = join(this.#folder, 'code');
    await until('the hook to end', () => existsSync(code), { timeoutMs, show: () => this.#rig.describe() });
    return answerFrom(readFileSync(join(this.#folder, 'answer')), Number(readFileSync(code, 'utf8')));
  }

  async ask(prompt: string | Uint8Array, timeoutMs?: number): Promise<Answer> {
    await this.pressCtrlG(prompt);
    return this.answer(timeoutMs);
  }

  /** The pid of the hook's front door. */
  get hookPid(): number {
    return Number(readFileSync(join(this.#folder, 'begun'), 'utf8'));
  }
}

const EDITOR = `#!/bin/sh
for file; do :; done
mv "$CHIEF/inject" "$file"
sh -c 'echo $$ >"$CHIEF/begun.new"; mv "$CHIEF/begun.new" "$CHIEF/begun"; exec "$HOOK" "$@"' sh "$@"
code=$?
cp "$file" "$CHIEF/answer"
echo $code >"$CHIEF/code.new"
mv "$CHIEF/code.new" "$CHIEF/code"
exit $code
`;

const HEADER = /^\[ctrlg\] .*\n\n/;

function answerFrom(bytes: Buffer, code: number): Answer {
  const text = bytes.toString('utf8');
  return { text, bytes, code, result: text.replace(HEADER, '') };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Ends a process, or a group when the number is negative; one that is gone already is fine. */
const killQuietly = (pid: number): unknown => quietly(() => process.kill(pid, 'SIGKILL'));

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

const shellWords = (env: Record<string, string>): string =>
  Object.entries({ ...env, TMUX: '', TMUX_PANE: '' })
    .map(([name, value]) =>
      name === 'TMUX' || name === 'TMUX_PANE'
        ? `${name}="$${name}"`
        : `${name}='${value.replaceAll("'", "'\\''")}'`,
    )
    .join(' ');

export const nodeFolder = dirname(process.execPath);
