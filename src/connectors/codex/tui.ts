import type { ChildProcess } from 'node:child_process';
import type { Children } from '../../system/children.ts';
import type { Exit } from '../link.ts';
import { lookAtFamily } from './family.ts';
import { type Program, splitPermissions } from './program.ts';

/** Codex's TUI on the terminal of the window, connected to our server. */
export class Tui {
  /** Resolves when it has ended otherwise than to be replaced. */
  readonly exit: Promise<Exit>;
  readonly #children: Children;
  readonly #program: Program;
  readonly #url: string;
  #child: ChildProcess | undefined;
  #ended!: (exit: Exit) => void;

  constructor(children: Children, program: Program, url: string) {
    this.#children = children;
    this.#program = program;
    this.#url = url;
    this.exit = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  /** Starts it with a conversation, or with a new one. */
  start(resume: string | null): void {
    const { command, args, cwd, env } = this.#program;
    const [file = '', ...own] = command;
    const its = resume ? ['resume', resume, ...splitPermissions(args).rest] : args;
    const all = [...own, ...its, '--remote', this.#url];
    const child = this.#children.start(file, all, { cwd, env, stdio: 'inherit' });
    this.#child = child;
    void lookAtFamily(this.#children, child.pid);
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      if (this.#child === child) this.#ended({ code, signal });
    };
    child.once('exit', end);
    child.once('error', () => end(1, null));
  }

  /** Another one takes its place, with a new conversation: Codex has no other way to begin one from outside. */
  async replace(): Promise<void> {
    const old = this.#child;
    this.#child = undefined;
    const ended = new Promise((resolve) => old?.once('exit', resolve));
    if (old?.kill('SIGTERM')) await ended;
    this.start(null);
  }

  end(): void {
    this.#child?.kill('SIGTERM');
  }
}
