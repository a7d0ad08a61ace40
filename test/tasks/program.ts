import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach } from 'vitest';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process of a test that says `ready`, waits for a line, works, prints JSON and ends. */
export interface Program<T> {
  readonly ready: Promise<unknown>;
  readonly printed: Promise<T>;
  /** Gives it the line that it waits for. */
  begin(input?: unknown): void;
}

/** Starts a TypeScript program that stands beside this file; it is given the state folder. */
export function startProgram<T>(source: string, home: string): Program<T> {
  const program = [compiled(source, home), home];
  const child = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  const closed = once(child, 'close');
  return {
    ready: Promise.race([
      once(child.stdout, 'data'),
      closed.then(([code]) => Promise.reject(new Error(`${source} ended with ${code} before it was ready`))),
    ]),
    printed: closed.then(() => JSON.parse(printed.replace('ready\n', '') || 'null')),
    begin: (input = null) => void child.stdin.write(`${JSON.stringify(input)}\n`),
  };
}

/** The program in plain JavaScript; the SQLite binding is found from where its source stands. */
function compiled(source: string, home: string): string {
  const outfile = join(home, `${source}.cjs`);
  // Another one that was started a moment ago may be reading it.
  if (existsSync(outfile)) return outfile;
  buildSync({
    entryPoints: [join(import.meta.dirname, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['@photostructure/sqlite'],
    define: { __filename: JSON.stringify(import.meta.filename) },
    logLevel: 'warning',
  });
  return outfile;
}
