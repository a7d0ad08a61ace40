import { spawn } from 'node:child_process';
import { after } from '../system/clock.ts';
import type { Decision } from './dialogs.ts';

export type EventName =
  | 'SessionStart'
  | 'UserPromptSubmit'
  | 'PermissionRequest'
  | 'PostToolUse'
  | 'Stop'
  | 'StopFailure'
  | 'SessionEnd';

/** Claude Code gives its hooks the same. */
const PATIENCE_MS = 10_000;

/**
 * Tells the outside what happens, in the way and the words of Claude Code's hooks: one program per event,
 * its name as the argument, one JSON object on stdin, and nothing goes on until the program has ended.
 */
export class Events {
  readonly #program: string | undefined;
  readonly #permission: string | undefined;
  readonly #conversationId: () => string;
  readonly #warn: (message: string) => void;

  constructor(options: {
    program: string | undefined;
    /** Told of permission questions in its place; it may print the answer to one. */
    permission: string | undefined;
    conversationId: () => string;
    warn: (message: string) => void;
  }) {
    this.#program = options.program;
    this.#permission = options.permission ?? options.program;
    this.#conversationId = options.conversationId;
    this.#warn = options.warn;
  }

  /** The program is started before this returns; an event that cannot be told never stops the client. */
  emit(name: EventName, payload: object): Promise<void> {
    const program = this.#program;
    if (!program) return Promise.resolve();
    return new Promise((resolve) => {
      const child = spawn(program, [name], { stdio: ['pipe', 'ignore', 'ignore'] });
      const stopTimer = after(PATIENCE_MS, () => child.kill('SIGKILL'));
      const end = (failure?: Error) => {
        stopTimer();
        if (failure) this.#warn(`The event program failed: ${failure.message}`);
        resolve();
      };
      child.once('error', end);
      child.once('exit', () => end());
      // A program that does not read its stdin is no fault of ours.
      child.stdin.on('error', () => {});
      child.stdin.end(this.#text(name, payload));
    });
  }

  /**
   * Tells of a permission question; resolves with the answer that the program has printed, undefined when it printed none.
   * As Claude Code's hook it stands beside the open dialog, as long as it likes, and is ended when the turn is interrupted.
   */
  async ask(payload: object, signal: AbortSignal): Promise<Decision | undefined> {
    return decisionIn(await this.#heard(this.#permission, 'PermissionRequest', payload, signal));
  }

  /** Tells that a tool has run; resolves with what the program has printed for the model, if anything. */
  async toolRan(payload: object): Promise<string | undefined> {
    const patience = new AbortController();
    const stopTimer = after(PATIENCE_MS, () => patience.abort());
    const printed = await this.#heard(this.#program, 'PostToolUse', payload, patience.signal);
    stopTimer();
    return contextIn(printed);
  }

  /** What a program prints that is told an event; nothing where it fails. */
  #heard(
    program: string | undefined,
    name: EventName,
    payload: object,
    signal: AbortSignal,
  ): Promise<string> {
    if (!program) return Promise.resolve('');
    return new Promise((resolve) => {
      const child = spawn(program, [name], { stdio: ['pipe', 'pipe', 'ignore'] });
      let printed = '';
      const interrupt = () => child.kill('SIGTERM');
      signal.addEventListener('abort', interrupt, { once: true });
      child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
      child.once('error', ({ message }) => {
        this.#warn(`The event program failed: ${message}`);
        resolve('');
      });
      child.once('close', (code) => {
        signal.removeEventListener('abort', interrupt);
        resolve(code === 0 ? printed : '');
      });
      child.stdin.on('error', () => {});
      child.stdin.end(this.#text(name, payload));
    });
  }

  #text(name: EventName, payload: object): string {
    const common = { session_id: this.#conversationId(), hook_event_name: name, cwd: process.cwd() };
    return JSON.stringify({ ...common, ...payload });
  }
}

function contextIn(printed: string): string | undefined {
  try {
    const { additionalContext } = JSON.parse(printed).hookSpecificOutput;
    return typeof additionalContext === 'string' ? additionalContext : undefined;
  } catch {
    return undefined;
  }
}

function decisionIn(printed: string): Decision | undefined {
  try {
    const { behavior, message = '' } = JSON.parse(printed).hookSpecificOutput.decision;
    return { isAllowed: behavior === 'allow', message };
  } catch {
    return undefined;
  }
}
