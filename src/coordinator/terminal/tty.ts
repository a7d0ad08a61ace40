import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import { after } from '../../system/clock.ts';
import { dropTypedKeys, openDevTty } from './drain.ts';
import { type Key, KeyDecoder } from './keys.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface TtyUse {
  key(key: Key): void;
  resized(): void;
  /** The terminal is gone. */
  gone(): void;
  /** A signal ends this process: what was drawn is to be taken away, and the terminal closed. */
  ending(): void;
}

/** A sequence arrives in one piece or nearly so; a person's next key comes later than this. */
const ESCAPE_WAIT_MS = 40;

/** The terminal that the client lends us for its editor: by its path, because stdout may lead elsewhere. */
export class Tty {
  readonly #fd: number;
  readonly #input: ReadStream;
  readonly #use: TtyUse;
  readonly #decoder = new KeyDecoder();
  #stopEscapeWait = () => {};
  #isLeft = false;

  /** Takes the terminal over; undefined where there is none. The front door has put it into raw mode. */
  static open(use: TtyUse): Tty | undefined {
    const fd = openDevTty();
    return fd === undefined ? undefined : new Tty(fd, use);
  }

  private constructor(fd: number, use: TtyUse) {
    this.#fd = fd;
    this.#use = use;
    this.#input = new ReadStream(openSync('/dev/tty', 'r'));
    this.#input.setEncoding('utf8');
    this.#input.on('data', (text) => this.#take(String(text)));
    this.#input.on('error', use.gone);
    this.#input.on('end', use.gone);
    for (const signal of ENDING) process.on(signal, this.#end);
    process.on('SIGWINCH', use.resized);
  }

  /** Asked afresh at each frame: a signal about a new size may never reach us. */
  size(): Size {
    try {
      const stream = new WriteStream(openSync('/dev/tty', 'w'));
      const [columns, rows] = stream.getWindowSize();
      stream.destroy();
      return columns > 0 && rows > 0 ? { columns, rows } : UNKNOWN_SIZE;
    } catch {
      return UNKNOWN_SIZE;
    }
  }

  /** Writes what the terminal takes at once; one that has stopped taking must not stop the wait for an answer. */
  write(text: string): void {
    const bytes = Buffer.from(text);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    } catch {
      // It is full or gone; the next frame is drawn whole again.
    }
  }

  /** Gives the terminal back, with no key of ours left in it. */
  close(): void {
    if (this.#isLeft) return;
    this.leave();
    dropTypedKeys(this.#fd);
    closeSync(this.#fd);
  }

  /** Stops reading without a last touch: the terminal belongs to somebody else already. */
  leave(): void {
    this.#isLeft = true;
    for (const signal of ENDING) process.off(signal, this.#end);
    process.off('SIGWINCH', this.#use.resized);
    this.#stopEscapeWait();
    this.#input.destroy();
  }

  #take(text: string): void {
    this.#stopEscapeWait();
    this.#decoder.push(text).forEach(this.#use.key);
    if (!this.#decoder.isUndecided) return;
    this.#stopEscapeWait = after(ESCAPE_WAIT_MS, () => this.#decoder.flush().forEach(this.#use.key));
  }

  /** Takes the drawing away, then lets the signal do what it would have done without us. */
  #end = (signal: NodeJS.Signals): void => {
    this.#use.ending();
    process.kill(process.pid, signal);
  };
}

const ENDING = ['SIGTERM', 'SIGHUP'] as const;
const UNKNOWN_SIZE: Size = { columns: 80, rows: 24 };
