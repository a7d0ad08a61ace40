import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { plain } from './captured.mjs';
import { SCREEN_WIDTH } from './frame.mjs';
import { Mistake } from './mistake.mjs';
import { Place } from './place.mjs';
import { awaitEnd, withDescendants } from './processes.mjs';
import { quoted } from './quoted.mjs';
import { Pane, Tmux } from './tmux.mjs';
import { until } from './until.mjs';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const bin = join(packageFolder, 'bin');

/** A tmux server, and in it a chief whose editor is the hook; the agents come when they are asked. */
export class Stage {
  #place = new Place();
  #signal;

  constructor(signal) {
    this.#signal = signal;
  }

  /** `newCast` makes what runs on the stage: the chief's client and the agents'. */
  async setUp(newCast) {
    if (!existsSync(join(packageFolder, 'dist/ctrlg-hook.cjs')))
      throw new Mistake('ctrlg is not built yet: npm run build');
    this.cast = await newCast({ place: this.#place, packageFolder, signal: this.#signal });
    this.#place.configure(this.cast.agent);
    this.tmux = new Tmux(this.#place.environment(this.cast.env));
    const hook = this.#place.link(join(bin, 'ctrlg-hook'));
    this.chief = await this.#start('chief', this.cast.chiefCommand, { EDITOR: hook, VISUAL: hook });
    await this.see('the chief to be ready', this.chief, this.cast.isReady);
  }

  /** Waits until a pane's screen is as `isSo` wants it; returns the screen. */
  see(what, pane, isSo) {
    return this.#until(what, async () => {
      const screen = await pane.screen();
      return isSo(plain(screen)) && screen;
    });
  }

  /** The pane of an agent, once it runs. */
  async agentPane(name) {
    const status = await this.#until(`${name} to be started`, () => this.#place.statusOf(name));
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
    writeFileSync(this.#place.signalFile(name), '');
  }

  /** A shell in the project, with `ctrlg` in its PATH. */
  startShell() {
    // tmux overrules a PATH that is set for a window.
    return this.#start('shell', 'PATH="$CTRLG_BIN:$PATH" exec sh', { PS1: '$ ', CTRLG_BIN: bin });
  }

  /** Every window with its screen. */
  async screens() {
    const panes = (await this.tmux?.panes()) ?? [];
    return Promise.all(panes.map(async ({ name, pane }) => ({ name, screen: await pane.screen() })));
  }

  logs() {
    return this.#place.logs();
  }

  /** Makes the windows fit whoever attaches; returns how to do that. */
  async handOver() {
    for (const { pane } of await this.tmux.panes()) await pane.fitItsViewer();
    const tmux = `tmux -L ${this.tmux.name}`;
    return [
      `Look around: TMUX= ${tmux} attach -t chief`,
      '             (Ctrl-B s lists the windows, Ctrl-B d leaves)',
      `End it:      ${tmux} kill-server; sleep 1; rm -rf ${quoted(this.#place.root)}`,
    ].join('\n');
  }

  /** Ends everything that was started, and leaves nothing behind. */
  async clear() {
    const panes = (await this.tmux?.panes()) ?? [];
    const processes = withDescendants(panes.map(({ pid }) => pid));
    await this.tmux?.kill();
    await awaitEnd(processes);
    await this.cast?.close();
    this.#place.remove();
  }

  get #size() {
    return [SCREEN_WIDTH, this.cast.rows];
  }

  #start(session, command, env) {
    return this.tmux.start({ session, cwd: this.#place.project, command, env, size: this.#size });
  }

  #until(what, look) {
    return until(what, look, { signal: this.#signal, timeoutMs: this.cast.timeoutMs });
  }
}
