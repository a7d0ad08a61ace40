import { type ChildProcess, spawn } from 'node:child_process';
import { after, sleep } from '../system/clock.ts';
import { systemCode } from '../system/errors.ts';
import { signalProcess } from '../system/processes.ts';

/** How long a program that was asked to end is given before it is killed. */
const MERCY_MS = 2_000;
/** How long output is awaited from a program that has ended but whose own children keep its pipe open. */
const LAST_WORDS_MS = 300;

export interface ProgramStart {
  readonly argv: readonly string[];
  readonly env: Record<string, string>;
  readonly stdin: string;
  readonly signal: AbortSignal;
  onStdout(bytes: Buffer): void;
  onStderr(bytes: Buffer): void;
}

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'not-started'; readonly code: string };

/** Runs a program without a shell until it has ended. When the signal aborts, it is told to end, then made to. */
export async function runProgram(start: ProgramStart): Promise<ProgramEnd> {
  const [file = '', ...args] = start.argv;
  // A process group of its own: what an interrupt ends is the program and all that it started.
  const child = spawn(file, args, { detached: true, env: { ...process.env, ...start.env }, stdio: 'pipe' });
  child.stdout.on('data', start.onStdout);
  child.stderr.on('data', start.onStderr);
  child.stdin.on('error', () => {});
  child.stdin.end(start.stdin);
  const allRead = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = await ending(child, start.signal);
  if (end.kind === 'exited' && !start.signal.aborted) await Promise.race([allRead, sleep(LAST_WORDS_MS)]);
  child.stdout.destroy();
  child.stderr.destroy();
  return end;
}

function ending(child: ChildProcess, signal: AbortSignal): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    let stopTimer = () => {};
    const terminate = () => {
      if (!child.pid) return;
      signalProcess(-child.pid, 'SIGTERM');
      stopTimer = after(MERCY_MS, () => void signalProcess(-child.pid!, 'SIGKILL'));
    };
    const end = (how: ProgramEnd) => {
      stopTimer();
      signal.removeEventListener('abort', terminate);
      resolve(how);
    };
    signal.addEventListener('abort', terminate, { once: true });
    child.once('error', (error) => {
      if (child.pid === undefined) end({ kind: 'not-started', code: systemCode(error) ?? error.message });
    });
    child.once('exit', (code, by) => end({ kind: 'exited', code, signal: by }));
  });
}
