import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { Mistake } from './mistake.mjs';

const run = promisify(execFile);

/** A tmux server of the demo's own: nobody's settings, nobody's sessions. */
export class Tmux {
  name = `ctrlg-demo-${process.pid}`;
  #env;

  constructor(env) {
    this.#env = env;
  }

  async run(...args) {
    try {
      const { stdout } = await run('tmux', ['-u', '-L', this.name, '-f', '/dev/null', ...args], {
        env: this.#env,
      });
      return stdout.trimEnd();
    } catch (error) {
      if (error.code !== 'ENOENT')
        throw new Mistake(
          `tmux ${args[0]}: ${error.stderr?.trim() || error.message} (ctrlg needs tmux 3.2 or newer.)`,
        );
      throw new Mistake(
        'tmux is not installed. Install it (apt install tmux, brew install tmux): 3.2 or newer.',
      );
    }
  }

  /** Starts a shell command in a session of its own. */
  async start({ session, cwd, command, env, size: [width, height] }) {
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const place = ['-s', session, '-n', session, '-c', cwd, '-x', String(width), '-y', String(height)];
    const id = await this.run('new-session', '-d', '-P', '-F', '#{pane_id}', ...place, ...variables, command);
    return new Pane(this, id);
  }

  /** Every pane as `{ name, pane, pid }`; none where there is no server. */
  async panes() {
    try {
      const listed = await this.run('list-panes', '-a', '-F', '#{pane_id} #{pane_pid} #{window_name}');
      return listed.split('\n').map((line) => {
        const [id, pid, name] = line.split(' ');
        return { name, pid: Number(pid), pane: new Pane(this, id) };
      });
    } catch {
      return [];
    }
  }

  async kill() {
    try {
      const socket = await this.run('display-message', '-p', '#{socket_path}');
      await this.run('kill-server');
      rmSync(socket, { force: true });
    } catch {
      // There is none.
    }
  }
}

/** One pane: real keys go in, its screen comes out. */
export class Pane {
  #tmux;

  constructor(tmux, id) {
    this.#tmux = tmux;
    this.id = id;
  }

  press(...keys) {
    return this.#tmux.run('send-keys', '-t', this.id, ...keys);
  }

  type(text) {
    return this.#tmux.run('send-keys', '-t', this.id, '-l', text);
  }

  /** The screen as it is, with its colours as escape sequences. */
  screen() {
    return this.#tmux.run('capture-pane', '-p', '-e', '-t', this.id);
  }

  /** Nobody is attached, so the pane has the size that we give its window. */
  resize([width, height]) {
    return this.#tmux.run('resize-window', '-t', this.id, '-x', String(width), '-y', String(height));
  }

  fitItsViewer() {
    return this.#tmux.run('set-option', '-w', '-u', '-t', this.id, 'window-size');
  }
}
