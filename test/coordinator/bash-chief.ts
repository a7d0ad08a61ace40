import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';

export interface ChiefOptions {
  readonly size?: [width: number, height: number];
  readonly env?: Record<string, string>;
  /** `raw`: it keeps the terminal raw while its editor runs, as Codex does. */
  readonly mode?: 'cooked' | 'raw';
}

/**
 * The smallest chief: it runs the hook as its editor, in its own process group, on a terminal that it left cooked, and a
 * SIGINT ends it, as one ends Claude Code. What it found after the hook stands in `after`.
 */
const CHIEF = `
trap 'echo killed >"$CHIEF/killed"; exit 130' INT
n=0
echo $$ >"$CHIEF/pid"
echo 'chief ready'
while read -r _; do
  [ "$MODE" = raw ] && stty raw -echo
  stty -g >"$CHIEF/before"
  sh -c 'echo $$ >"$CHIEF/begun.new"; mv "$CHIEF/begun.new" "$CHIEF/begun"; exec "$HOOK" "$CHIEF/prompt.md"'
  code=$?
  stty -g >"$CHIEF/after"
  stty sane
  n=$((n + 1))
  echo "chief alive $n"
  echo $code >"$CHIEF/code.new"; mv "$CHIEF/code.new" "$CHIEF/code"
done
`;

export class BashChief {
  readonly #rig: Rig;
  readonly #folder: string;
  readonly pane: string;
  #presses = 0;

  constructor(rig: Rig, { size = [80, 24], env = {}, mode = 'cooked' }: ChiefOptions = {}) {
    this.#rig = rig;
    const name = `bash-${chiefs++}`;
    this.#folder = join(rig.root, name);
    mkdirSync(this.#folder);
    const script = join(this.#folder, 'chief.sh');
    writeFileSync(script, CHIEF);
    chmodSync(script, 0o755);
    const all = {
      ...rig.env,
      ...env,
      CHIEF: this.#folder,
      MODE: mode,
      HOOK: join(repository, 'bin/ctrlg-hook'),
    };
    const words = Object.entries(all).map(([key, value]) => `${key}='${value.replaceAll("'", "'\\''")}'`);
    const command = `env -i TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" ${words.join(' ')} bash '${script}'; exec cat`;
    this.pane = rig.tmux.start(name, rig.project, command, size);
  }

  /** Starts the hook on this prompt; returns when its first line has run. */
  async pressCtrlG(prompt: string): Promise<void> {
    for (const name of ['begun', 'code']) rmSync(this.#file(name), { force: true });
    writeFileSync(this.#file('prompt.md'), prompt);
    this.#presses += 1;
    this.keys('Enter');
    await until('the hook to be started', () => existsSync(this.#file('begun')), {
      show: () => this.screen(),
    });
  }

  /** Waits until the hook has ended and the chief goes on; its exit code. */
  async goesOn(timeoutMs = 15_000): Promise<number> {
    const show = () => `${this.screen()}\n${this.#rig.describe()}`;
    await until('the chief to go on', () => existsSync(this.#file('code')), { timeoutMs, show });
    return Number(this.#read('code'));
  }

  /** Waits until the screen shows something. */
  async shows(what: string | RegExp, timeoutMs?: number): Promise<string> {
    const look = () => {
      const screen = this.screen();
      return (typeof what === 'string' ? screen.includes(what) : what.test(screen)) ? screen : undefined;
    };
    const options = { ...(timeoutMs && { timeoutMs }), show: () => this.screen() };
    return until(`the screen to show ${what}`, look, options);
  }

  screen(): string {
    return this.#rig.tmux.screen(this.pane);
  }

  keys(...keys: string[]): void {
    this.#rig.tmux.keys(this.pane, ...keys);
  }

  /** Presses a key this long after the hook's first line. */
  async keysAfter(ms: number, ...keys: string[]): Promise<void> {
    await delay(ms);
    this.keys(...keys);
  }

  resize(width: number, height: number): void {
    this.#rig.tmux.run('resize-window', '-t', this.pane, '-x', String(width), '-y', String(height));
  }

  get prompt(): string {
    return this.#read('prompt.md');
  }

  get hasPrompt(): boolean {
    return existsSync(this.#file('prompt.md'));
  }

  removePrompt(): void {
    rmSync(this.#file('prompt.md'));
  }

  get isAlive(): boolean {
    return this.#rig.tmux.isAlive(this.pane) && !existsSync(this.#file('killed'));
  }

  /** Waits until the terminal is as it was before the hook: its modes, its cursor, and no page of ours on it. */
  async isTerminalRestored(): Promise<boolean> {
    const look = () => this.format('#{cursor_flag} #{alternate_on}') === '1 0';
    // tmux takes what was written in its own time.
    await until('the cursor and the page to be back', look, { timeoutMs: 2_000, show: () => this.screen() });
    return this.#read('before') === this.#read('after');
  }

  format(format: string): string {
    return this.#rig.tmux.run('display-message', '-p', '-t', this.pane, format);
  }

  /** The terminal's modes at this moment. */
  modes(): string {
    return execFileSync('stty', ['-g', '-F', this.format('#{pane_tty}')], { encoding: 'utf8' });
  }

  /** A person who looks at the chief; tells which session and window they see. */
  async attachPerson(): Promise<() => string> {
    const { tmux, root } = this.#rig;
    const session = this.format('#{session_name}');
    const command = `exec env -u TMUX tmux -L ${tmux.socket} attach -t '=${session}'`;
    const tty = tmux.run(
      'display-message',
      '-p',
      '-t',
      tmux.start(`person-${session}`, root, command),
      '#{pane_tty}',
    );
    const format = '#{client_tty} #{session_name}:#{window_name}';
    const sees = () =>
      tmux
        .run('list-clients', '-F', format)
        .split('\n')
        .find((line) => line.startsWith(`${tty} `))
        ?.slice(tty.length + 1) ?? '';
    await until('the person to be there', () => sees().startsWith(session));
    return sees;
  }

  get pid(): number {
    return Number(this.#read('pid'));
  }

  /** The pid of the hook's front door. */
  get frontDoor(): number {
    return Number(this.#read('begun'));
  }

  /** The pid of the hook's node, once it runs. */
  node(): Promise<number> {
    const children = `/proc/${this.frontDoor}/task/${this.frontDoor}/children`;
    const look = () =>
      readFileSync(children, 'utf8')
        .split(' ')
        .map(Number)
        .find((pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('node'));
    return until('node to run', look);
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  #read(name: string): string {
    return readFileSync(this.#file(name), 'utf8');
  }
}

let chiefs = 0;
