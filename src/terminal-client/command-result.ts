import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from '../system/errors.ts';

/** Longer results stand in their file only; an event is no place for megabytes. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** What a program wrote: every byte in a file when there is a folder for it, the beginning as text. */
export class CommandResult {
  readonly file: string | undefined;
  readonly #fd: number | undefined;
  readonly #pieces: Buffer[] = [];
  #kept = 0;
  /** Why the file is not whole, when it is not: a full disk, most likely. */
  failure: string | undefined;

  constructor(folder: string | undefined, name: string) {
    if (!folder) return;
    this.file = join(folder, `${name}.result`);
    this.#fd = openSync(this.file, 'w', 0o600);
  }

  readonly push = (bytes: Buffer): void => {
    this.#write(bytes);
    if (this.#kept >= MAX_TEXT_BYTES) return;
    this.#kept += bytes.length;
    this.#pieces.push(bytes);
  };

  #write(bytes: Buffer): void {
    if (this.#fd === undefined || this.failure) return;
    try {
      writeFileSync(this.#fd, bytes);
    } catch (error) {
      this.failure = `${this.file} was not written: ${explain(error)}`;
    }
  }

  end(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  get text(): string {
    return Buffer.concat(this.#pieces).subarray(0, MAX_TEXT_BYTES).toString('utf8');
  }
}
