import { execFileSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (program: string, ...args: string[]): void =>
  void execFileSync(program, args, { stdio: 'ignore' });

const BLOCK = 4_096;

/** A small disk of a test's own that can be filled up. Only root may mount one. */
export class TinyDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'cg-disk-'));
  readonly #filler = join(this.folder, 'filler');

  constructor(size = '64k') {
    try {
      run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', this.folder);
    } catch (error) {
      rmdirSync(this.folder);
      throw error;
    }
  }

  /** Leaves not one byte of room, or so many blocks of 4 KB. */
  fill(spared = 0): void {
    const file = openSync(this.#filler, 'a');
    try {
      for (;;) writeSync(file, Buffer.alloc(BLOCK));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      ftruncateSync(file, fstatSync(file).size - spared * BLOCK);
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filler);
  }

  /** Takes the disk away, even from under a process that has not let go of it yet. */
  remove(): void {
    run('umount', '-l', this.folder);
    rmdirSync(this.folder);
  }
}

/** Gives a test a small disk, and takes it away whatever becomes of the test. */
export function onTinyDisk(action: (disk: TinyDisk) => void, size?: string): void {
  const disk = new TinyDisk(size);
  try {
    action(disk);
  } finally {
    disk.remove();
  }
}

/** Whether this user may mount a disk; without one, the tests about a full disk are left out. */
export const canMount: boolean = (() => {
  try {
    new TinyDisk().remove();
    return true;
  } catch {
    return false;
  }
})();
