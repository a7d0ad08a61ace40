import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Children } from '../../system/children.ts';
import { after } from '../../system/clock.ts';
import type { Exit, LinkOptions } from '../link.ts';

const LAST_WORDS_MS = 300;

export interface Ears {
  /** One line of its stream. */
  heard(line: string): void;
  /** What it complains of. */
  complained(line: string): void;
}

/** Claude Code without a TUI, as a child on pipes. */
export class Program {
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ears: Ears) {
    this.#child = child;
    this.exit = new Promise((resolve) => {
      // At `close` all that it said has been read; a program that it has started may keep the pipe open for ever.
      child.once('close', (code, signal) => resolve({ code, signal }));
      child.once('exit', (code, signal) => after(LAST_WORDS_MS, () => resolve({ code, signal })));
    });
    eachLine(child.stdout!, ears.heard);
    eachLine(child.stderr!, ears.complained);
    // It has ended: `exit` tells.
    child.stdin!.on('error', () => {});
  }

  /** Rejects when it cannot be started at all. */
  static start(children: Children, options: LinkOptions & { newId: string }, ears: Ears): Promise<Program> {
    const { argv, cwd, resume, newId } = options;
    const [file = '', ...args] = argv;
    const conversation = resume ? ['--resume', resume] : ['--session-id', newId];
    const child = children.start(file, [...args, ...conversation], {
      cwd,
      env: { ...options.env, CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1' },
      // In a group of its own: a Ctrl-C in the window is for us, and would end it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(new Program(child, ears)));
    });
  }

  /** Its turn will name the prompt by this id. */
  prompt(id: string, text: string): void {
    this.#send({ type: 'user', uuid: id, message: { role: 'user', content: [{ type: 'text', text }] } });
  }

  control(id: string, subtype: string): void {
    this.#send({ type: 'control_request', request_id: id, request: { subtype } });
  }

  /** To what it asked under this id. */
  answer(id: string, response: object): void {
    this.#send({ type: 'control_response', response: { subtype: 'success', request_id: id, response } });
  }

  #send(message: object): void {
    this.#child.stdin!.write(`${JSON.stringify(message)}\n`);
  }

  /** It ends when it has nothing left to do. */
  sayGoodbye(): void {
    this.#child.stdin!.end();
  }
}

/** Node's readline breaks lines at U+2028 as well, which may stand in JSON as it is. */
function eachLine(stream: Readable, handle: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') handle(line);
  });
}
