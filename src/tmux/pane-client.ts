import { type ChildProcess, spawn } from 'node:child_process';
import { readIfThere } from '../system/files.ts';
import { identify, isRunning, type ProcessIdentity, signalProcess } from '../system/processes.ts';
import { replaceFile } from '../system/replace-file.ts';
import { serverArgs, type TmuxServer, tmux } from './server.ts';
import { lastLines, pressKey, withText } from './windows.ts';

/** tmux has answered with these lines, or with an error; undefined: the client is gone, and nobody knows. */
interface Awaited {
  resolve(lines: string[] | undefined): void;
  reject(error: Error): void;
}

/**
 * Presses keys in a pane and reads its screen, through one control-mode client that stays: before each task a `tmux` of its
 * own takes 13 ms for the screen and 3 ms for each key. The client takes no part in sizes and is sent no output. Where it
 * cannot be had, each is a call of its own.
 */
export class PaneClient {
  readonly #server: TmuxServer;
  readonly #paneId: string;
  readonly #note: string;
  #client: ChildProcess | undefined;
  #awaited: Awaited[] = [];
  #unread = '';
  /** The answer that is being read. */
  #block: { readonly tag: string; readonly lines: string[] } | undefined;
  #isClosed = false;

  /** `note`: the file that names its client, so that it can be ended by whoever comes after a killed process. */
  constructor(server: TmuxServer, paneId: string, note: string) {
    this.#server = server;
    this.#paneId = paneId;
    this.#note = note;
  }

  /** Connects now, so that the first key finds the client there. Never rejects: a key can do without. */
  async connect(): Promise<void> {
    // By the session, because attaching to a pane would turn the session to its window under a person's eyes.
    const session = await tmux(this.#server, [
      'display-message',
      '-p',
      '-t',
      this.#paneId,
      '#{session_id}',
    ]).catch(() => '');
    if (session && !this.#client && !this.#isClosed) this.#attach(session);
  }

  #attach(session: string): void {
    endLeftClient(this.#note);
    // Inside tmux it would refuse to attach: "sessions should be nested with care".
    const { TMUX: _, ...env } = process.env;
    const args = ['-C', 'attach-session', '-t', session, '-f', 'ignore-size,no-output'];
    const client = spawn('tmux', [...serverArgs(this.#server), ...args], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#client = client;
    this.#awaited = [ignored()];
    this.#unread = '';
    this.#block = undefined;
    client.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    client.stdin.on('error', () => {});
    client.once('spawn', () => noteProcess(this.#note, client.pid!));
    client.once('error', () => this.#lose(client));
    client.once('exit', () => this.#lose(client));
  }

  /** Presses a key by tmux's name for it (`C-g`, `Enter`); resolves when tmux has taken it. */
  async press(key: string): Promise<void> {
    // A key that tmux may or may not have taken is not pressed again: whoever pressed it looks for its effect.
    await (this.#ask(`send-keys -t ${this.#paneId} ${key}`) ?? pressKey(this.#server, this.#paneId, key));
  }

  /** The last lines with text on the pane's screen. */
  async lastLines(count: number): Promise<string[]> {
    const screen = await this.#ask(`capture-pane -p -t ${this.#paneId}`);
    return screen ? withText(screen).slice(-count) : lastLines(this.#server, this.#paneId, count);
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.stdin?.end();
    this.#client = undefined;
  }

  /** Undefined where there is no client to ask. */
  #ask(command: string): Promise<string[] | undefined> | undefined {
    if (!this.#client?.stdin?.writable) {
      void this.connect();
      return undefined;
    }
    const answer = new Promise<string[] | undefined>((resolve, reject) =>
      this.#awaited.push({ resolve, reject }),
    );
    this.#client.stdin.write(`${command}\n`);
    return answer;
  }

  /**
   * tmux(1), CONTROL MODE: commands are answered in their order, each by a block that begins with `%begin` and ends with
   * `%end` or `%error` of the same time and number. What stands on a screen may look like either.
   */
  #read(text: string): void {
    const lines = (this.#unread + text).split('\n');
    this.#unread = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  #readLine(line: string): void {
    const block = this.#block;
    if (!block) {
      if (line.startsWith('%begin ')) this.#block = { tag: line.slice('%begin '.length), lines: [] };
    } else if (line === `%end ${block.tag}`) {
      this.#block = undefined;
      this.#awaited.shift()?.resolve(block.lines);
    } else if (line === `%error ${block.tag}`) {
      this.#block = undefined;
      this.#awaited.shift()?.reject(new Error(`tmux refused: ${block.lines.join(' ')}`));
    } else block.lines.push(line);
  }

  #lose(client: ChildProcess): void {
    if (this.#client === client) this.#client = undefined;
    for (const { resolve } of this.#awaited.splice(0)) resolve(undefined);
  }
}

/**
 * Ends the client of a process that was killed. tmux (3.3) ends such a client only when it has read the last
 * answer, which it never does, and not even `kill-server` ends the server then.
 */
export function endLeftClient(note: string): void {
  const left = readNote(note);
  if (left && isRunning(left)) signalProcess(left.pid, 'SIGKILL');
}

function readNote(note: string): ProcessIdentity | undefined {
  const [pid = '', started = ''] = (readIfThere(note) ?? '').split(' ');
  return Number(pid) > 0 && started !== '' ? { pid: Number(pid), started } : undefined;
}

function noteProcess(note: string, pid: number): void {
  const identity = identify(pid);
  try {
    if (identity) replaceFile(note, `${identity.pid} ${identity.started}`);
  } catch {
    // A full disk: at worst a client stays behind.
  }
}

/** Attaching is answered too. */
const ignored = () => ({ resolve: () => {}, reject: () => {} });
