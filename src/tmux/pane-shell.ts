import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { serverArgs, type TmuxServer } from './server.ts';
import { lastLines, pressKey, withText } from './windows.ts';

/** A call of tmux for each line, in UTF-8 whatever the locale; after what it printed, a line with our tag and its exit code. */
const SCRIPT = `tag=$1 pane=$2
shift 2
while read -r what key; do
  case $what in
    press) tmux -u "$@" send-keys -t "$pane" "$key" ;;
    screen) tmux -u "$@" capture-pane -p -t "$pane" ;;
  esac </dev/null 2>&1
  printf '%s %s\\n' "$tag" $?
done`;

/** What a call printed, or why tmux refused it; undefined: the shell is gone, and nobody knows. */
interface Awaited {
  resolve(lines: string[] | undefined): void;
  reject(error: Error): void;
}

/**
 * Presses keys in a pane and reads its screen, through one `sh` that stays: it has a `tmux` done in 3 ms, and Node
 * in 7. Not through a control-mode client, which is quicker by another millisecond: tmux (3.3a) dies, with all that
 * runs in it, where a session ends that such a client is told of, and where one attaches in a bad moment.
 */
export class PaneShell {
  readonly #server: TmuxServer;
  readonly #paneId: string;
  readonly #tag = randomBytes(8).toString('hex');
  #shell: ChildProcess | undefined;
  #awaited: Awaited[] = [];
  #unread: string[] = [''];
  #isClosed = false;

  constructor(server: TmuxServer, paneId: string) {
    this.#server = server;
    this.#paneId = paneId;
  }

  /** Starts the shell now, so that the first key finds it there. */
  connect(): void {
    if (!this.#shell && !this.#isClosed) this.#start();
  }

  /** Presses a key by tmux's name for it (`C-g`, `Enter`); resolves when tmux has taken it. Rejects when tmux refuses it. */
  async press(key: string): Promise<void> {
    // A key that tmux may or may not have taken is not pressed again: whoever pressed it looks for its effect.
    await (this.#ask(`press ${key}`) ?? pressKey(this.#server, this.#paneId, key));
  }

  /** The last lines with text on the pane's screen. */
  async lastLines(count: number): Promise<string[]> {
    const screen = await this.#ask('screen');
    return screen ? withText(screen).slice(-count) : lastLines(this.#server, this.#paneId, count);
  }

  close(): void {
    this.#isClosed = true;
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  #start(): void {
    const args = ['-c', SCRIPT, 'sh', this.#tag, this.#paneId, ...serverArgs(this.#server)];
    // In a session of its own: a Ctrl-C in the window is for the client.
    const shell = spawn('sh', args, { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    this.#shell = shell;
    this.#unread = [''];
    shell.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    shell.stdin.on('error', () => {});
    shell.once('error', () => this.#lose(shell));
    shell.once('exit', () => this.#lose(shell));
  }

  /** Undefined once it is closed. */
  #ask(line: string): Promise<string[] | undefined> | undefined {
    this.connect();
    const stdin = this.#shell?.stdin;
    if (!stdin?.writable) return undefined;
    const answer = new Promise<string[] | undefined>((resolve, reject) =>
      this.#awaited.push({ resolve, reject }),
    );
    stdin.write(`${line}\n`);
    return answer;
  }

  #read(text: string): void {
    const [first = '', ...more] = text.split('\n');
    this.#unread.push(this.#unread.pop() + first, ...more);
    const last = (line: string) => line.startsWith(`${this.#tag} `);
    for (let at = this.#unread.findIndex(last); at >= 0 && at < this.#unread.length - 1; ) {
      const lines = this.#unread.splice(0, at + 1);
      this.#answer(lines.slice(0, -1), lines.at(-1) === `${this.#tag} 0`);
      at = this.#unread.findIndex(last);
    }
  }

  #answer(lines: string[], isDone: boolean): void {
    const awaited = this.#awaited.shift();
    if (isDone) awaited?.resolve(lines);
    else awaited?.reject(new Error(`tmux refused: ${lines.join(' ')}`));
  }

  #lose(shell: ChildProcess): void {
    if (this.#shell === shell) this.#shell = undefined;
    for (const { resolve } of this.#awaited.splice(0)) resolve(undefined);
  }
}
