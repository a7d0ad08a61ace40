import { type ChildProcess, spawn } from 'node:child_process';
import { serverArgs, type TmuxServer, tmux } from './server.ts';
import { pressKey } from './windows.ts';

/**
 * Presses keys through one control-mode client that stays: a `tmux send-keys` of its own takes 3 ms, twice for each task.
 * The client takes no part in sizes and is sent no output. Where it cannot be had, each key is a call of its own.
 */
export class Keyboard {
  readonly #server: TmuxServer;
  readonly #paneId: string;
  #client: ChildProcess | undefined;
  #answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #unread = '';
  #isClosed = false;

  constructor(server: TmuxServer, paneId: string) {
    this.#server = server;
    this.#paneId = paneId;
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

/** Attaching is answered too. */
const ignored = () => ({ resolve: () => {}, reject: () => {} });
