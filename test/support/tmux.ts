import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** A tmux server of a test's own. */
export class TestTmux {
  readonly socket = `ctrlg-test-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #env: Record<string, string>;

  constructor(env: Record<string, string>) {
    this.#env = env;
  }

  run(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.socket, ...args], {
      encoding: 'utf8',
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  }

  /** Starts a shell command in a session of its own; the pane's id. */
  start(session: string, cwd: string, command: string, size: [number, number] = [120, 40]): string {
    const [width, height] = size.map(String) as [string, string];
    const where = ['-s', session, '-c', cwd, '-x', width, '-y', height];
    return this.run('-f', '/dev/null', 'new-session', '-d', '-P', '-F', '#{pane_id}', ...where, command);
  }

  keys(pane: string, ...keys: string[]): void {
    this.run('send-keys', '-t', pane, ...keys);
  }

  type(pane: string, text: string): void {
    this.run('send-keys', '-t', pane, '-l', text);
  }

  screen(pane: string): string {
    try {
      return this.run('capture-pane', '-p', '-t', pane);
    } catch {
      return '(no such pane)';
    }
  }

  isAlive(pane: string): boolean {
    try {
      return this.run('display-message', '-p', '-t', pane, '#{pane_dead}') === '0';
    } catch {
      return false;
    }
  }

  /** Every screen of the server, for the message of a failed wait. */
  allScreens(): string {
    try {
      const panes = this.run('list-panes', '-a', '-F', '#{pane_id} #{session_name}:#{window_name}').split(
        '\n',
      );
      return panes.map((line) => `== ${line}\n${this.screen(line.split(' ')[0]!)}`).join('\n');
    } catch {
      return '(no tmux server)';
    }
  }

  /** The processes that the server's windows were started with. */
  panePids(): number[] {
    try {
      return this.run('list-panes', '-a', '-F', '#{pane_pid}').split('\n').map(Number);
    } catch {
      return [];
    }
  }

  /** Ends the server, and removes its socket, which tmux leaves behind. */
  kill(): void {
    try {
      this.run('kill-server');
    } catch {
      // It is gone already.
    }
    rmSync(join(process.env.TMUX_TMPDIR ?? '/tmp', `tmux-${process.getuid?.()}`, this.socket), {
      force: true,
    });
  }
}
