import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Status } from '../../src/status/status.ts';

export const repository = join(import.meta.dirname, '../..');
export const ctrlg = join(repository, 'bin/ctrlg');

/** The hook as set-up writes it: clients cut a path at its blanks, so that a clone's with one has a link. */
export const hookOf = ({ home }: Place): string =>
  /\s/.test(repository) ? join(home, '.config/ctrlg/ctrlg-hook') : join(repository, 'bin/ctrlg-hook');

/** How one call of `ctrlg` went. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was printed
  readonly json: any;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Record<string, string | undefined>;
  /** Another installation's `ctrlg`. */
  readonly program?: string;
}

/** A project, a home and a state folder of a test's own, and the real `ctrlg` in it. No tmux server is started here. */
export class Place {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'cgc-')));
  readonly project = join(this.root, 'my project');
  readonly home = join(this.root, 'home');
  readonly state = join(this.root, 'state');
  readonly config = join(this.project, 'ctrlg.config.json');
  readonly env: Record<string, string>;

  constructor() {
    for (const folder of [this.project, this.home, this.state]) mkdirSync(folder, { mode: 0o700 });
    this.env = {
      PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      HOME: this.home,
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      CTRLG_HOME: this.state,
      CTRLG_TMUX_SOCKET: `ctrlg-none-${process.pid}`,
    };
  }

  configure(config: unknown): void {
    writeFileSync(this.config, typeof config === 'string' ? config : JSON.stringify(config, null, 2));
  }

  run(args: string[], options: RunOptions = {}): Promise<Ran> {
    return runCtrlg(this, args, options);
  }

  /** A status file as a wrapper would have left it; undefined fields are left out. */
  writeStatus(agent: string, fields: Partial<Record<keyof Status, unknown>> = {}): string {
    return this.writeFile(`agents/${agent}/status.json`, JSON.stringify({ ...statusOf(agent), ...fields }));
  }

  /** An ended or open task on disk. */
  writeTask(
    id: string,
    { agent = 'planning', prompt = 'do it', result, done, deadlineAt }: TaskOnDisk = {},
  ): void {
    const task = {
      version: 1,
      id,
      agent,
      form: 'text',
      created_at: '2026-01-01T10:00:00.000Z',
      deadline_at: deadlineAt ?? '2099-01-01T10:30:00.000Z',
      origin: { kind: 'ask', pid: 1, pane: null },
    };
    this.writeFile(`tasks/${id}/task.json`, JSON.stringify(task));
    this.writeFile(`tasks/${id}/prompt.md`, prompt);
    if (result !== undefined) this.writeFile(`tasks/${id}/result.md`, result);
    const marker = {
      version: 1,
      task_id: id,
      agent_id: agent,
      reason: '',
      duration_ms: 1500,
      ended_at: 'then',
    };
    if (done) this.writeFile(`tasks/${id}/.done`, JSON.stringify({ ...marker, ...done }));
  }

  writeFile(path: string, content: string | Uint8Array): string {
    const file = join(this.state, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // As the real writers do it: a reader must never see a part.
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
    return file;
  }

  remove(): void {
    chmodSync(this.state, 0o700);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface TaskOnDisk {
  readonly agent?: string;
  readonly prompt?: string;
  readonly deadlineAt?: string;
  readonly result?: string | Uint8Array;
  readonly done?: { readonly status: string; readonly reason?: string; readonly late?: boolean };
}

export function runCtrlg(
  { project, env }: { project: string; env: Record<string, string> },
  args: string[],
  { input = '', env: more = {}, program = ctrlg }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: project, env: { ...env, ...more } });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code) => resolve(ranFrom(code, Buffer.concat(out), Buffer.concat(err))));
  });
}

function ranFrom(code: number | null, bytes: Buffer, err: Buffer): Ran {
  const out = bytes.toString('utf8');
  return {
    code,
    out,
    bytes,
    err: err.toString('utf8'),
    get json() {
      return JSON.parse(out);
    },
  };
}

/** This process stands for a wrapper that runs. */
export function statusOf(agent: string): Status {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  return {
    version: 1,
    agent_id: agent,
    status: 'idle',
    current_task: null,
    context_summary: '',
    last_active: new Date().toISOString(),
    window_id: '@1',
    pane_id: '%1',
    tmux_socket: '/nowhere',
    pid: process.pid,
    pid_started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!,
    client: 'scripted',
    client_pid: null,
    client_pid_started: null,
    conversation_id: null,
    cwd: '/',
    blocked_on: null,
    question_id: null,
    retry_at: null,
    attended: false,
    queue: [],
    stop_kind: null,
    stopped_because: null,
  };
}
