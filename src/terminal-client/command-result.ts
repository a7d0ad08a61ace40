import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Longer results stand in their file only; an event is no place for megabytes. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** What a program wrote: every byte in a file when there is a folder for it, the beginning as text. */
export class CommandResult {
  readonly file: string | undefined;
  readonly #fd: number | undefined;
  readonly #pieces: Buffer[] = [];
  #kept = 0;

  constructor(folder: string | undefined, name: string) {
    if (!folder) return;
    this.file = join(folder, `${name}.result`);
    this.#fd = openSync(this.file, 'w', 0o600);
  }

  readonly push = (bytes: Buffer): void => {
    if (this.#fd !== undefined) writeFileSync(this.#fd, bytes);
    if (this.#kept >= MAX_TEXT_BYTES) return;
    this.#kept += bytes.length;
    this.#pieces.push(bytes);
  };

  end(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  get text(): string {
    return Buffer.concat(this.#pieces).subarray(0, MAX_TEXT_BYTES).toString('utf8');
  }
}
