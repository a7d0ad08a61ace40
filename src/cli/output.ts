import { writeSync } from 'node:fs';
import { systemCode } from '../system/errors.ts';

/** Writes to standard output and returns when everything is written: no `process.exit` cuts it short. */
export function print(content: string | Uint8Array): void {
  writeAll(1, content);
}

export const printLine = (line: string): void => print(`${line}\n`);

/** One JSON document on a line of its own. */
export const printJson = (value: unknown): void => print(`${JSON.stringify(value)}\n`);

/** A line for the person on standard error, where it never mixes with a result. */
export const tell = (line: string): void => writeAll(2, `${line}\n`);

export const isTerminal = (stream: 'stdin' | 'stdout' | 'stderr'): boolean =>
  // Loaded where it is asked for: it takes more than a millisecond.
  process.getBuiltinModule('node:tty').isatty({ stdin: 0, stdout: 1, stderr: 2 }[stream]);

/** The columns to fit a table into; no limit where nobody looks at it. */
export const terminalWidth = (): number =>
  isTerminal('stdout') ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;

/** Straight to the descriptor: loading `process.stdout` alone costs a start of this program some 2 ms. */
function writeAll(descriptor: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // The reader has gone (`| head`): nobody is left to tell.
      if (systemCode(error) === 'EPIPE') process.exit(0);
      if (systemCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
