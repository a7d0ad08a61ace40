import { nowMs } from '../system/clock.ts';
import { replaceFile } from '../system/replace-file.ts';

export type SessionStatus = 'idle' | 'busy' | 'waiting';

/** What this process is doing, for others to look at: the counterpart of Claude Code's `sessions/<pid>.json`. */
export class SessionFile {
  readonly #file: string | undefined;
  readonly #conversationId: () => string;

  constructor(file: string | undefined, conversationId: () => string) {
    this.#file = file;
    this.#conversationId = conversationId;
  }

  set(status: SessionStatus): void {
    if (!this.#file) return;
    const session = {
      version: 1,
      pid: process.pid,
      sessionId: this.#conversationId(),
      status,
      statusUpdatedAt: nowMs(),
    };
    try {
      replaceFile(this.#file, JSON.stringify(session));
    } catch {
      // A full disk must not end a turn for the sake of what others read of it.
    }
  }
}
