import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, expect, it } from 'vitest';
import { aTask, historyOf, newStorePerTest } from './store.ts';

const store = newStorePerTest();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

it('two processes that race for 200 tasks claim each of them once', async () => {
  const racers = [startRacer(), startRacer()];
  await Promise.all(racers.map(({ ready }) => ready));
  const tasks = Array.from({ length: 200 }, (_, at) => aTask({ id: `task${String(at).padStart(3, '0')}` }));
  for (const { child } of racers) child.stdin!.write(`${JSON.stringify(tasks)}\n`);
  const claimed = await Promise.all(racers.map(({ claimed }) => claimed));
  expect(claimed.flat().sort()).toEqual(tasks.map(({ id }) => id));
  expect(Math.min(...claimed.map((ids) => ids.length))).toBeGreaterThan(0);
  for (const { id } of tasks)
    expect(historyOf(store.database, id)).toEqual(['0 queued', '1 claimed', '1 done']);
});

interface Racer {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
  readonly claimed: Promise<string[]>;
}

function startRacer(): Racer {
  const child = spawn(process.execPath, [racerProgram(), store.home], { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  let printed = '';
  child.stdout!.on('data', (text) => {
    printed += text;
  });
  const claimed = once(child, 'close').then(() => JSON.parse(printed.replace('ready\n', '')));
  return { child, ready: once(child.stdout!, 'data'), claimed };
}

/** The racer in plain JavaScript; the SQLite binding is found from where its source stands. */
function racerProgram(): string {
  const outfile = join(store.home, 'racer.cjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'racer.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@photostructure/sqlite'],
    define: { __filename: JSON.stringify(import.meta.filename) },
    logLevel: 'warning',
  });
  return outfile;
}
