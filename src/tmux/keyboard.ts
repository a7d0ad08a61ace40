import { type ChildProcess, spawn } from 'node:child_process';
import { readIfThere } from '../system/files.ts';
import { identify, isRunning, type ProcessIdentity, signalProcess } from '../system/processes.ts';
import { replaceFile } from '../system/replace-file.ts';
import { serverArgs, type TmuxServer, tmux } from './server.ts';
import { pressKey } from './windows.ts';

/**
 * Presses keys through one control-mode client that stays: a `tmux send-keys` of its own takes 3 ms, twice for each task.
 * The client takes no part in sizes and is sent no output. Where it cannot be had, each key is a call of its own.
 */
export class Keyboard {
  readonly #server: TmuxServer;
  readonly #paneId: string;
  readonly #note: string;
  #client: ChildProcess | undefined;
  #answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #unread = '';
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
    endLeftKeyboard(this.#note);
    // Inside tmux it would refuse to attach: "sessions should be nested with care".
    const { TMUX: _, ...env } = process.env;
    const args = ['-C', 'attach-session', '-t', session, '-f', 'ignore-size,no-output'];
    const client = spawn('tmux', [...serverArgs(this.#server), ...args], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#client = client;
    this.#answers = [ignored()];
    client.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    client.stdin.on('error', () => {});
    client.once('spawn', () => noteProcess(this.#note, client.pid!));
    client.once('error', () => this.#lose(client));
    client.once('exit', () => this.#lose(client));
  }

  /** Presses a key by tmux's name for it (`C-g`, `Enter`); resolves when tmux has taken it. */
  async press(key: string): Promise<void> {
    if (!this.#client?.stdin?.writable) {
      void this.connect();
      return pressKey(this.#server, this.#paneId, key);
    }
    const answer = new Promise<void>((resolve, reject) => this.#answers.push({ resolve, reject }));
    this.#client.stdin.write(`send-keys -t ${this.#paneId} ${key}\n`);
    // A key that tmux may or may not have taken is not pressed again: whoever pressed it looks for its effect.
    await answer;
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.stdin?.end();
    this.#client = undefined;
  }

  /** tmux(1), CONTROL MODE: each command is answered by a block that ends in `%end` or `%error`, in their order. */
  #read(text: string): void {
    const lines = (this.#unread + text).split('\n');
    this.#unread = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('%end ')) this.#answers.shift()?.resolve();
      if (line.startsWith('%error '))
        this.#answers.shift()?.reject(new Error(`tmux did not press it: ${line}`));
    }
  }

  #lose(client: ChildProcess): void {
    if (this.#client === client) this.#client = undefined;
    for (const { resolve } of this.#answers.splice(0)) resolve();
  }
}

/**
 * Ends the client of a keyboard whose process was killed. tmux (3.3) ends such a client only when it has read the last
 * answer, which it never does, and not even `kill-server` ends the server then.
 */
export function endLeftKeyboard(note: string): void {
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
