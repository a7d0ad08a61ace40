import { nowIso } from '../system/clock.ts';
import { replaceFile } from '../system/replace-file.ts';
import type { Status } from './status.ts';

/** Writes an agent's status file; each change replaces the whole file in one step. Only the agent's wrapper holds one. */
export class StatusWriter {
  readonly #file: string;
  #status: Status;
  #isOnDisk = false;

  constructor(file: string, first: Omit<Status, 'last_active'>) {
    this.#file = file;
    this.#status = { ...first, last_active: nowIso() } as Status;
    replaceFile(file, this.#text());
    this.#isOnDisk = true;
  }

  get current(): Status {
    return this.#status;
  }

  /** Changes some fields; nothing is written when nothing changes. What a full disk did not take, the next call writes. */
  update(change: Partial<Status>): void {
    const next = { ...this.#status, ...change };
    if (JSON.stringify(next) !== JSON.stringify(this.#status)) {
      this.#status = { ...next, last_active: nowIso() };
      this.#isOnDisk = false;
    }
    if (!this.#isOnDisk) this.#isOnDisk = this.#isWritten();
  }

  /** An agent must not end in mid-turn for the sake of what others read of it. */
  #isWritten(): boolean {
    try {
      replaceFile(this.#file, this.#text());
      return true;
    } catch {
      return false;
    }
  }

  #text(): string {
    return `${JSON.stringify(this.#status, null, 2)}\n`;
  }
}
