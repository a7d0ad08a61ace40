import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { binFolder } from '../project/package.ts';
import { nowMs } from '../system/clock.ts';
import { readIfThere } from '../system/files.ts';
import { identify } from '../system/processes.ts';
import type { Stage } from './stage.ts';
import type { ChiefSubject } from './subject.ts';
import { Broken, until } from './verdict.ts';

/** What the client started as its editor found. */
export interface EditorCall {
  /** From the key press to the editor's first line. */
  readonly ms: number;
  readonly pid: number;
  /** When the editor's first line ran, in ms since the epoch. */
  readonly begunMs: number;
}

/** What an editor that only looks has seen. */
export interface Look extends EditorCall {
  readonly argv: readonly string[];
  /** What stood in the file; undefined when there was none. */
  readonly text: string | undefined;
  /** `stty -a` as the client left it, and after the editor had taken the signals off; empty without a terminal. */
  readonly terminal: string;
  readonly taken: string;
  readonly isInForeground: boolean;
}

interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How long a key is given before it is pressed again: a client that is busy with its screen may lose one. */
const PRESS_AGAIN_MS = 5_000;

const BACK_WITHIN_MS = 2_000;

/**
 * The client on trial as a chief, in a window of its own. Its editor is a script that becomes the real hook, or only
 * looks at what it is given.
 */
export class Chief {
  readonly #stage: Stage;
  readonly #subject: ChiefSubject;
  readonly #folder: string;
  #pane = '';

  constructor(stage: Stage, subject: ChiefSubject) {
    this.#stage = stage;
    this.#subject = subject;
    this.#folder = join(stage.place.root, 'chief');
    mkdirSync(dirname(this.#editor), { recursive: true });
    writeFileSync(this.#editor, EDITOR.replace('FOLDER', this.#folder).replace('HOOK', hook));
    chmodSync(this.#editor, 0o755);
  }

  /** Starts the client and waits until it takes keys. */
  async start({ timeoutMs, signal }: Limits): Promise<void> {
    const env = { ...this.#stage.env, EDITOR: this.#editor, VISUAL: this.#editor };
    const words = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
    const inTmux = 'TMUX="$TMUX" TMUX_PANE="$TMUX_PANE"';
    const command = `exec env -i ${words.join(' ')} ${inTmux} ${this.#subject.command}`;
    this.#pane = await this.#stage.tmux.open('chief', this.#stage.place.project, command);
    const end = nowMs() + timeoutMs;
    let screen = '';
    while (nowMs() < end && (await this.isAlive())) {
      screen = await this.screen();
      if (this.#subject.isReady(screen)) return;
      await until('look', () => true, { timeoutMs, signal });
    }
    if (await this.isAlive()) throw new Broken('it did not get ready', await this.screen());
    // A line of tmux's own has moved the screen up.
    throw new Broken('it ended', await this.#stage.tmux.screen(this.#pane, { above: 30 }));
  }

  screen(): Promise<string> {
    return this.#stage.tmux.screen(this.#pane);
  }

  async isAlive(): Promise<boolean> {
    const pane = await this.#stage.tmux.pane(this.#pane);
    return pane !== undefined && !pane.isDead;
  }

  /** The path of its terminal. */
  async terminal(): Promise<string> {
    return (await this.#stage.tmux.pane(this.#pane))?.terminal ?? '';
  }

  async type(text: string): Promise<void> {
    await this.#stage.tmux.type(this.#pane, text);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#stage.tmux.press(this.#pane, key);
  }

  /** Presses the editor key, and the editor only looks at what it is given; its file stays as it is. */
  async look(limits: Limits): Promise<Look> {
    const call = await this.#call(limits);
    await until('end of the editor', () => existsSync(this.#file('ended')), limits);
    await this.#back(call, limits);
    return {
      ...call,
      argv: this.#read('argv').split('\n').slice(0, -1),
      text: existsSync(this.#file('found')) ? this.#read('found') : undefined,
      terminal: this.#read('terminal'),
      taken: this.#read('terminal-taken'),
      isInForeground: this.#read('process').includes('+'),
    };
  }

  /** Presses the editor key with this prompt in the file, and the editor becomes the real hook. */
  async pressWithHook(prompt: string, limits: Limits): Promise<EditorCall> {
    writeFileSync(this.#file('prompt'), prompt);
    return this.#call(limits);
  }

  /**
   * Waits until the client takes keys again: some swallow what is pressed while they take the file. A long text in the box
   * may hide that, so it is not waited for long.
   */
  async #back({ pid }: EditorCall, limits: Limits): Promise<void> {
    await until('end of the editor', () => !identify(pid), limits);
    const isReady = async () => this.#subject.isReady(await this.screen());
    await until('input box', isReady, { ...limits, timeoutMs: BACK_WITHIN_MS }).catch(ignoreBroken);
  }

  async #call(limits: Limits): Promise<EditorCall> {
    for (const name of ['begun', 'ended', 'found', 'argv']) rmSync(this.#file(name), { force: true });
    const { editorKeys } = this.#subject;
    const end = nowMs() + limits.timeoutMs;
    const hasBegun = () => existsSync(this.#file('begun'));
    const instead = async () => `${(await this.isAlive()) ? 'it goes on' : 'it ended'} without`;
    for (;;) {
      const pressedMs = nowMs();
      await this.press(...editorKeys);
      const timeoutMs = Math.min(PRESS_AGAIN_MS, end - pressedMs);
      const waited = until('call of the editor', hasBegun, { ...limits, timeoutMs, everyMs: 5, instead });
      const isLast = pressedMs + timeoutMs >= end;
      if (isLast ? await waited : await waited.catch(ignoreBroken)) return this.#callSince(pressedMs);
    }
  }

  #callSince(pressedMs: number): EditorCall {
    const begunMs = statSync(this.#file('begun')).mtimeMs;
    return { ms: Math.round(Math.max(0, begunMs - pressedMs)), pid: Number(this.#read('begun')), begunMs };
  }

  /** As set-up does it: beside an editor without such a name, Gemini CLI goes on reading keys. */
  get #editor(): string {
    return join(this.#folder, 'like-nano', 'editor');
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  #read(name: string): string {
    return readIfThere(this.#file(name)) ?? '';
  }
}

const hook = join(binFolder, 'ctrlg-hook');

const EDITOR = `#!/bin/sh
f='FOLDER'
for file; do :; done
if [ -f "$f/prompt" ]; then
  cat "$f/prompt" >"$file"
  rm "$f/prompt"
  echo $$ >"$f/begun.new"
  mv "$f/begun.new" "$f/begun"
  exec 'HOOK' "$@"
fi
echo $$ >"$f/begun.new"
mv "$f/begun.new" "$f/begun"
printf '%s\\n' "$@" >"$f/argv"
[ -f "$file" ] && cat "$file" >"$f/found"
ps -o stat= -p $$ >"$f/process" 2>/dev/null
: >"$f/terminal" >"$f/terminal-taken"
if saved=$(stty -g 2>/dev/null </dev/tty); then
  stty -a </dev/tty >"$f/terminal"
  stty -isig -icanon </dev/tty
  stty -a </dev/tty >"$f/terminal-taken"
  stty "$saved" </dev/tty
fi
: >"$f/ended"
`;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function ignoreBroken(error: unknown): undefined {
  if (!(error instanceof Broken)) throw error;
}
