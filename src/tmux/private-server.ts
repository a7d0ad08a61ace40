import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../system/errors.ts';
import { TmuxError } from './server.ts';

/** A tmux server of one's own: nobody's config, nobody's sessions, and the environment that it is given. */
export class PrivateServer {
  readonly socket = `ctrlg-own-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #env: Record<string, string>;

  /** `env` is the whole environment of the server and its windows. */
  constructor(env: Record<string, string>) {
    this.#env = env;
  }

  /** Starts the server with a session that does nothing, so that others can come and go. Throws when there is no tmux. */
  async start(cwd: string): Promise<void> {
    await this.#run(['-f', '/dev/null', 'new-session', '-d', '-s', 'own', '-c', cwd, 'exec cat']);
  }

  /** Runs a shell command in a session of its own, whose screen stays when it ends; returns the pane's id. */
  async open(session: string, cwd: string, command: string): Promise<string> {
    const size = ['-x', '120', '-y', '40'];
    const made = ['new-session', '-d', '-P', '-F', '#{pane_id}', '-s', session, '-c', cwd, ...size];
    const pane = await this.#run([...made, 'exec cat']);
    await this.#run(['set-option', '-w', '-t', pane, 'remain-on-exit', 'on']);
    await this.#run(['respawn-pane', '-k', '-c', cwd, '-t', pane, command]);
    return pane;
  }

  /** Presses keys by tmux's names for them. */
  async press(pane: string, ...keys: string[]): Promise<void> {
    await this.#run(['send-keys', '-t', pane, ...keys]);
  }

  async type(pane: string, text: string): Promise<void> {
    await this.#run(['send-keys', '-t', pane, '-l', text]);
  }

  /** What stands on a pane's screen, and so many lines above it; empty when there is no such pane. */
  async screen(pane: string, { above = 0 } = {}): Promise<string> {
    return (await this.#try(['capture-pane', '-p', '-S', String(-above), '-t', pane])) ?? '';
  }

  /** The process that a pane was started with, its terminal, and whether it has ended; undefined when the pane is gone. */
  async pane(pane: string): Promise<{ pid: number; terminal: string; isDead: boolean } | undefined> {
    const format = '#{pane_pid} #{pane_tty} #{pane_dead}';
    const [pid, terminal = '', dead] =
      (await this.#try(['display-message', '-p', '-t', pane, format]))?.split(' ') ?? [];
    return pid ? { pid: Number(pid), terminal, isDead: dead === '1' } : undefined;
  }

  /** The processes that all windows were started with. */
  async panePids(): Promise<number[]> {
    const printed = (await this.#try(['list-panes', '-a', '-F', '#{pane_pid}'])) ?? '';
    return printed.split('\n').filter(Boolean).map(Number);
  }

  /** Ends the server, and removes its socket, which tmux leaves behind. */
  async end(): Promise<void> {
    await this.#try(['kill-server']);
    rmSync(join(this.#env.TMUX_TMPDIR ?? '/tmp', `tmux-${process.getuid?.()}`, this.socket), { force: true });
  }

  async #try(args: string[]): Promise<string | undefined> {
    try {
      return await this.#run(args);
    } catch {
      return undefined;
    }
  }

  async #run(args: string[]): Promise<string> {
    const result = await execa('tmux', ['-L', this.socket, ...args], {
      env: this.#env,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: 20_000,
    });
    if (result.code === 'ENOENT') {
      throw new UserError('tmux is not installed.', 'Install it (apt install tmux, brew install tmux).');
    }
    if (result.exitCode !== 0) throw new TmuxError(args[0] ?? '', result.stderr || 'it failed');
    return result.stdout.trimEnd();
  }
}
