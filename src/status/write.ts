import { nowIso } from '../system/clock.ts';
import { replaceFile } from '../system/files.ts';
import type { Status } from './status.ts';

/** Writes an agent's status file; each change replaces the whole file in one step. Only the agent's wrapper holds one. */
export class StatusWriter {
  readonly #file: string;
  #status: Status;

  constructor(file: string, first: Omit<Status, 'last_active'>) {
    this.#file = file;
    this.#status = { ...first, last_active: nowIso() } as Status;
    this.#write();
  }

  get current(): Status {
    return this.#status;
  }

  /** Changes some fields; nothing is written when nothing changes. */
  update(change: Partial<Status>): void {
    const next = { ...this.#status, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#status)) return;
    this.#status = { ...next, last_active: nowIso() };
    this.#write();
  }

  #write(): void {
    replaceFile(this.#file, `${JSON.stringify(this.#status, null, 2)}\n`);
  }
}
