import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { after } from '../system/clock.ts';
import { type Key, KeyDecoder } from './keys.ts';

/** A sequence that a key makes arrives in one piece; an Esc that stands alone for this long is the Esc key. */
const ESCAPE_MS = 25;

/**
 * The keys of the terminal in the order of their coming, kept until somebody asks for them.
 * Node gives the terminal back its ordinary mode when the process exits.
 */
export class Keyboard {
  readonly #tty: ReadStream;
  readonly #decoder = new KeyDecoder();
  readonly #keys: Key[] = [];
  #isClosed = false;
  #failure: unknown;
  #wake = () => {};
  #stopEscapeTimer = () => {};

  constructor(tty: ReadStream) {
    this.#tty = tty;
    tty.setRawMode(true);
    this.#take(unreadInput());
    tty.on('data', (bytes: Buffer) => this.#take(bytes));
    tty.on('end', () => this.close());
    tty.on('error', () => this.close());
  }

  /** The next key; undefined when the terminal is gone or `close` was called. Rejects with what it was closed with. */
  async next(): Promise<Key | undefined> {
    while (this.#keys.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
    return this.#isClosed ? undefined : this.#keys.shift();
  }

  close(failure?: unknown): void {
    this.#isClosed = true;
    this.#failure ??= failure;
    this.#wake();
  }

  /**
   * Leaves the terminal in its ordinary mode to the program that `action` runs, and reads not one byte meanwhile:
   * Node takes a paused stdin out of its poll set before it looks for input again, so no read is under way.
   * What was typed in that time and the program left unread are keys like any other afterwards.
   */
  async lend<T>(action: () => Promise<T>): Promise<T> {
    this.#tty.pause();
    this.#tty.setRawMode(false);
    try {
      return await action();
    } finally {
      this.#tty.setRawMode(true);
      this.#take(unreadInput());
      this.#tty.resume();
    }
  }

  #take(bytes: Uint8Array): void {
    this.#stopEscapeTimer();
    this.#keys.push(...this.#decoder.push(bytes));
    if (this.#decoder.isUndecided) this.#stopEscapeTimer = after(ESCAPE_MS, () => this.#flush());
    this.#wake();
  }

  #flush(): void {
    this.#keys.push(...this.#decoder.flush());
    this.#wake();
  }
}

/**
 * What was typed while the terminal was in its ordinary mode. That mode turned Enter (CR) into LF; it is turned back,
 * because whoever places a text by the editor key may press Enter before the editor has quite ended.
 */
function unreadInput(): Buffer {
  const pieces: Buffer[] = [];
  try {
    const fd = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      for (;;) pieces.push(readPiece(fd));
    } finally {
      closeSync(fd);
    }
  } catch {
    // EAGAIN: all is read.
  }
  return Buffer.from(Buffer.concat(pieces).toString('latin1').replaceAll('\n', '\r'), 'latin1');
}

function readPiece(fd: number): Buffer {
  const piece = Buffer.alloc(4096);
  const length = readSync(fd, piece);
  if (length === 0) throw new Error('end of input');
  return piece.subarray(0, length);
}
