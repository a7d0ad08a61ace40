import { spawn } from 'node:child_process';
import { after } from '../system/clock.ts';

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
  readonly #conversationId: () => string;
  readonly #warn: (message: string) => void;

  constructor(options: {
    program: string | undefined;
    conversationId: () => string;
    warn: (message: string) => void;
  }) {
    this.#program = options.program;
    this.#conversationId = options.conversationId;
    this.#warn = options.warn;
  }

  /** The program is started before this returns; an event that cannot be told never stops the client. */
  emit(name: EventName, payload: object): Promise<void> {
    const program = this.#program;
    if (!program) return Promise.resolve();
    const event = {
      session_id: this.#conversationId(),
      hook_event_name: name,
      cwd: process.cwd(),
      ...payload,
    };
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
      child.stdin.end(JSON.stringify(event));
    });
  }
}
