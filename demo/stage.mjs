import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { plain } from './captured.mjs';
import { SCREEN_WIDTH } from './frame.mjs';
import { Mistake } from './mistake.mjs';
import { awaitEnd, withDescendants } from './processes.mjs';
import { projectFiles } from './story.mjs';
import { Pane, Tmux } from './tmux.mjs';
import { until } from './until.mjs';

const packageFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const bin = join(packageFolder, 'bin');

const LOG_LINES = 20;

/** A project, a home and a state folder in a temporary folder, a tmux server, and in it a chief whose editor is the hook. */
export class Stage {
  root = realpathSync(mkdtempSync(join(temporaryFolder(), 'ctrlg-demo-')));
  project = join(this.root, 'todo');
  state = join(this.root, 'state');
  #signal;

  constructor(signal) {
    this.#signal = signal;
  }

  /** `newCast` makes what runs on the stage: the chief's client and the agents'. */
  async setUp(newCast) {
    if (!existsSync(join(packageFolder, 'dist/ctrlg-hook.cjs')))
      throw new Mistake('ctrlg is not built yet: npm run build');
    for (const folder of ['todo', 'state', 'home', 'tmp'])
      mkdirSync(join(this.root, folder), { mode: 0o700 });
    for (const [name, text] of Object.entries(projectFiles)) writeFileSync(join(this.project, name), text);
    const { root, project } = this;
    this.cast = await newCast({
      root,
      project,
      packageFolder,
      signalFile: this.#signalFile,
      signal: this.#signal,
    });
    this.#writeConfig();
    this.tmux = new Tmux(this.#environment());
    this.chief = await this.#startChief();
    await this.see('the chief to be ready', this.chief, this.cast.isReady);
  }

  /** Waits until a pane's screen is as `isSo` wants it; returns the screen. */
  see(what, pane, isSo) {
    const look = async () => {
      const screen = await pane.screen();
      return isSo(plain(screen)) && screen;
    };
    return this.#until(what, look);
  }

  /** The pane of an agent, once it runs. */
  async agentPane(name) {
    const status = await this.#until(`${name} to be started`, () => this.#statusOf(name));
    const pane = new Pane(this.tmux, status.pane_id);
    await pane.resize(this.#size);
    return pane;
  }

  /** Presses Enter in a permission dialog; Claude Code takes no key in the first moment after one has opened. */
  allow(pane) {
    return this.#until('the dialog to take Enter', async () => {
      if (!plain(await pane.screen()).includes(this.cast.dialog)) return true;
      await pane.press('Enter');
      await sleep(300);
    });
  }

  /** Lets the work go on that waits for this. */
  release(name) {
    writeFileSync(this.#signalFile(name), '');
  }

  /** A shell in the project, with `ctrlg` in its PATH. */
  startShell() {
    // tmux overrules a PATH that it is given for a window.
    const command = `PATH='${bin}'${delimiter}"$PATH" exec sh`;
    return this.tmux.start({
      session: 'shell',
      cwd: this.project,
      command,
      env: { PS1: '$ ' },
      size: this.#size,
    });
  }

  /** Every window with its screen. */
  async screens() {
    const panes = (await this.tmux?.panes()) ?? [];
    return Promise.all(panes.map(async ({ name, pane }) => ({ name, screen: await pane.screen() })));
  }

  /** The end of each agent's log. */
  logs() {
    const agents = join(this.state, 'agents');
    const files = existsSync(agents)
      ? readdirSync(agents).map((name) => ({ name, file: join(agents, name, 'log') }))
      : [];
    const lines = (file) => readFileSync(file, 'utf8').split('\n');
    return files
      .filter(({ file }) => existsSync(file))
      .map(({ name, file }) => ({ name, text: lines(file).slice(-LOG_LINES).join('\n') }));
  }

  /** Makes the windows fit whoever attaches; returns how to do that. */
  async handOver() {
    for (const { pane } of await this.tmux.panes()) await pane.fitItsViewer();
    const tmux = `tmux -L ${this.tmux.name}`;
    return [
      `Look around: TMUX= ${tmux} attach -t chief`,
      '             (Ctrl-B s lists the windows, Ctrl-B d leaves)',
      `End it:      ${tmux} kill-server; sleep 1; rm -rf '${this.root}'`,
    ].join('\n');
  }

  /** Ends everything that was started, and leaves nothing behind. */
  async clear() {
    const panes = (await this.tmux?.panes()) ?? [];
    const processes = withDescendants(panes.map(({ pid }) => pid));
    await this.tmux?.kill();
    await awaitEnd(processes);
    await this.cast?.close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  get #size() {
    return [SCREEN_WIDTH, this.cast.rows];
  }

  #until(what, look) {
    return until(what, look, { signal: this.#signal, timeoutMs: this.cast.timeoutMs });
  }

  #signalFile = (name) => join(this.root, name);

  #writeConfig() {
    const agents = {
      planning: { ...this.cast.agent, description: 'Designs and plans.' },
      coding: { ...this.cast.agent, description: 'Writes and changes code.' },
    };
    writeFileSync(join(this.project, 'ctrlg.config.json'), JSON.stringify({ agents }, null, 2));
  }

  /** Nothing of the person's own gets in but the PATH. */
  #environment() {
    return {
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      HOME: join(this.root, 'home'),
      TMPDIR: join(this.root, 'tmp'),
      CTRLG_HOME: this.state,
      ...this.cast.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    };
  }

  #startChief() {
    // Claude Code cuts $EDITOR at spaces and knows no quotes; this folder's path has none.
    const hook = join(this.root, 'ctrlg-hook');
    symlinkSync(join(bin, 'ctrlg-hook'), hook);
    const { chiefCommand: command } = this.cast;
    const env = { EDITOR: hook, VISUAL: hook };
    return this.tmux.start({ session: 'chief', cwd: this.project, command, env, size: this.#size });
  }

  #statusOf(agent) {
    try {
      return JSON.parse(readFileSync(join(this.state, 'agents', agent, 'status.json'), 'utf8'));
    } catch {
      return undefined;
    }
  }
}

const temporaryFolder = () => (/\s/.test(tmpdir()) ? '/tmp' : tmpdir());
