import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ClientKit } from '../../src/selftest/kits/kit.ts';
import { installClient } from './install-client.ts';
import { isAlive, type Rig, repository } from './rig.ts';
import { until } from './until.ts';

/** What a chief's editor was started with. */
export interface Started {
  readonly argv: string[];
  readonly file: string;
  /** `stty -a` of the terminal, before anything of ours has touched it. */
  readonly stty: string;
  readonly pid: number;
}

export interface RealChiefOptions {
  /** The path of its editor below the chief's folder: clients look into it. */
  readonly editor?: string;
  /** The editor is the hook itself, with nothing before it; then nobody knows what stands in the input box. */
  readonly isPlain?: boolean;
  /** Sets its editor up, instead of EDITOR and VISUAL; the client is typed into a shell of its home then. */
  readonly beforeStart?: (env: Record<string, string>) => void;
  /** Where its model is; nowhere unless given. */
  readonly apiUrl?: string;
}

const HOOK = join(repository, 'bin/ctrlg-hook');

/**
 * A real client in a window of a rig that is its chief, with the hook as its editor. Whatever stands in its input box is
 * known by its editor's file: the editor is a script that notes the file and then runs the hook, or puts a text there.
 */
export class RealChief {
  readonly kit: ClientKit;
  readonly #rig: Rig;
  readonly #folder: string;
  readonly #pid: number;
  readonly pane: string;

  static async start(rig: Rig, kit: ClientKit, options: RealChiefOptions = {}) {
    const chief = new RealChief(rig, kit, await installClient(kit), options);
    await until(`${kit.client} to be ready`, () => kit.isReady(chief.screen()), {
      timeoutMs: 60_000,
      show: () => chief.screen(),
    });
    return chief;
  }

  private constructor(
    rig: Rig,
    kit: ClientKit,
    binary: string,
    {
      editor = 'like-nano/editor',
      isPlain = false,
      beforeStart,
      apiUrl = 'http://127.0.0.1:9',
    }: RealChiefOptions,
  ) {
    this.kit = kit;
    this.#rig = rig;
    this.#folder = mkdtempSync(join(rig.root, `chief-${kit.client}-`));
    const script = join(this.#folder, editor);
    mkdirSync(join(script, '..'), { recursive: true });
    if (isPlain) symlinkSync(HOOK, script);
    else writeFileSync(script, EDITOR, { mode: 0o755 });
    const home = join(this.#folder, 'home');
    const place = { home, apiUrl };
    kit.prepareHome({ ...place, projectDirs: [rig.project] });
    const plain = kit.env(place);
    const env: Record<string, string> = {
      ...plain,
      CTRLG_HOME: rig.env.CTRLG_HOME!,
      CTRLG_TMUX_SOCKET: rig.env.CTRLG_TMUX_SOCKET!,
      CTRLG_USER_EDITOR: 'false',
      ...(beforeStart
        ? { SHELL: '/bin/bash', PATH: `${dirname(binary)}:${plain.PATH}` }
        : { EDITOR: script, VISUAL: script }),
      CHIEF: this.#folder,
      HOOK,
    };
    beforeStart?.(env);
    const typed = kit.chiefCommand(binary).replace(`'${binary}'`, kit.binary);
    const start = beforeStart ? `bash -i -c '${typed}'` : kit.chiefCommand(binary);
    const words = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const command = `exec env -i ${words.join(' ')} TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" ${start}`;
    this.pane = rig.tmux.start(basename(this.#folder), rig.project, command);
    this.#pid = Number(rig.tmux.run('display-message', '-p', '-t', this.pane, '#{pane_pid}'));
  }

  screen(): string {
    return this.#rig.tmux.screen(this.pane);
  }

  get isAlive(): boolean {
    return this.#rig.tmux.isAlive(this.pane);
  }

  /** Whether an editor of ours runs below it. */
  get isEditing(): boolean {
    return descendants(this.#pid).some((pid) => /ctrlg-hook|like-nano/.test(commandLine(pid)));
  }

  keys(...keys: string[]): void {
    this.#rig.tmux.keys(this.pane, ...keys);
  }

  type(text: string): void {
    this.#rig.tmux.type(this.pane, text);
  }

  resize(columns: number): void {
    this.#rig.tmux.run('resize-window', '-t', this.pane, '-x', String(columns));
  }

  /** Presses the editor key; the hook runs then. */
  async press(): Promise<Started> {
    return this.#start('hook');
  }

  /** Puts a text into the input box, and waits until the client has it. */
  async put(text: string): Promise<void> {
    writeFileSync(join(this.#folder, 'text'), text);
    await this.#start('put');
    await until('the text in the box', async () => (await this.box()) === text, {
      everyMs: 200,
      show: () => this.screen(),
    });
  }

  /** What stands in the input box. A client that has not drawn its box again may give the text of before (Gemini CLI). */
  async box(): Promise<string> {
    await this.#untilStill();
    await this.#start('look');
    return readFileSync(join(this.#folder, 'box'), 'utf8');
  }

  /** The hook, or whatever ran, has ended. */
  async untilBack(timeoutMs = 30_000): Promise<void> {
    await until('the editor to have ended', () => existsSync(join(this.#folder, 'ended')), {
      timeoutMs,
      show: () => this.#rig.describe(),
    });
  }

  /** Puts a prompt into the box and presses the key; what stands in the box when the answer is there. */
  async ask(prompt: string, timeoutMs?: number): Promise<string> {
    await this.put(prompt);
    await this.press();
    await this.untilBack(timeoutMs);
    return this.box();
  }

  async #untilStill(): Promise<void> {
    let last = '';
    const isStill = () => {
      const [before, now] = [last, this.screen()];
      last = now;
      return now === before && now.trim() !== '';
    };
    await until('the screen to be still', isStill, { everyMs: 250, show: () => this.screen() });
  }

  /** Presses the key with this text in the prompt file, whatever stands in the box; what the file holds when the hook has ended. */
  async pressWith(text: string | Uint8Array, timeoutMs?: number): Promise<Buffer> {
    writeFileSync(join(this.#folder, 'text'), text);
    await this.#start('inject');
    await this.untilBack(timeoutMs);
    return readFileSync(join(this.#folder, 'answer'));
  }

  async #start(mode: 'hook' | 'inject' | 'put' | 'look'): Promise<Started> {
    for (const name of ['begun', 'ended']) rmSync(join(this.#folder, name), { force: true });
    writeFileSync(join(this.#folder, 'mode'), mode);
    const begun = join(this.#folder, 'begun');
    await until('the client to be back', () => !/editor to continue/.test(this.screen()));
    // Just back from an editor, a client may not take keys yet: then nothing was started, and the key does no harm.
    const press = () => {
      if (existsSync(begun)) return true;
      this.keys(...this.kit.editorKeys);
      return until('', () => existsSync(begun), { timeoutMs: 2_500 }).catch(() => false);
    };
    await until('the editor to be started', press, { show: () => this.screen() });
    const [pid, stty, ...argv] = readFileSync(begun, 'utf8').split('\0');
    if (mode === 'put' || mode === 'look') await this.untilBack();
    return { pid: Number(pid), stty: stty!, argv: argv.slice(0, -1), file: argv.at(-2)! };
  }

  /** Ends the client with all that it has started: some outlive their window. */
  async stop(): Promise<void> {
    const pids = [this.#pid, ...descendants(this.#pid)];
    for (const each of pids) quietly(() => process.kill(each, 'SIGKILL'));
    await until('the chief to have ended', () => !pids.some(isAlive), { timeoutMs: 5_000 }).catch(() => {});
  }
}

const EDITOR = `#!/bin/sh
for file; do :; done
cp "$file" "$CHIEF/box"
{ printf '%s\\0' $$ "$(stty -a </dev/tty)" "$@"; } >"$CHIEF/begun.new"
mv "$CHIEF/begun.new" "$CHIEF/begun"
mode=$(cat "$CHIEF/mode")
case $mode in
  put) cp "$CHIEF/text" "$file"; : >"$CHIEF/ended" ;;
  look) : >"$CHIEF/ended" ;;
  *)
    [ $mode = hook ] || cp "$CHIEF/text" "$file"
    "$HOOK" "$@"
    code=$?
    cp "$file" "$CHIEF/answer"
    : >"$CHIEF/ended"
    exit $code ;;
esac
`;

const descendants = (pid: number): number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendants(child)]);

export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid);

const commandLine = (pid: number): string =>
  quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '';

function parentOf(pid: number): number {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
