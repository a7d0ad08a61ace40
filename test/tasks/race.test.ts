import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { advance } from '../../src/tasks/runs.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import type { Swept } from '../../src/tasks/sweep.ts';
import { makeOldDatabase } from './old-database.ts';
import { startProgram } from './program.ts';
import { aTask, deadOwner, historyOf, newStorePerTest } from './store.ts';

const store = newStorePerTest();

/** Starts so many processes of a program at one moment; what each of them prints. */
async function allAtOnce<T>(
  count: number,
  source: string,
  { input, home = store.home }: { input?: unknown; home?: string } = {},
): Promise<T[]> {
  const programs = Array.from({ length: count }, () => startProgram<T>(source, home));
  await Promise.all(programs.map(({ ready }) => ready));
  for (const { begin } of programs) begin(input);
  return Promise.all(programs.map(({ printed }) => printed));
}

it('two processes that race for 200 tasks claim each of them once', async () => {
  const tasks = Array.from({ length: 200 }, (_, at) => aTask({ id: `task${String(at).padStart(3, '0')}` }));
  const claimed = await allAtOnce<string[]>(2, 'racer.ts', { input: tasks });
  expect(claimed.flat().sort()).toEqual(tasks.map(({ id }) => id));
  expect(Math.min(...claimed.map((ids) => ids.length))).toBeGreaterThan(0);
  for (const { id } of tasks)
    expect(historyOf(store.database, id)).toEqual(['0 queued', '1 claimed', '1 done']);
});

it('four processes that put with the same 100 keys make 100 tasks, each with the prompt that was first', async () => {
  const keys = Array.from({ length: 100 }, (_, at) => `key ${at}`);
  const put = await allAtOnce<[id: string, prompt: string][]>(4, 'putter.ts', { input: keys });
  for (const seen of put) expect(seen).toEqual(put[0]);
  expect(new Set(put[0]!.map(([id]) => id)).size).toBe(100);
});

it('four sweeps at once do each thing once', async () => {
  for (let n = 0; n < 200; n += 1) {
    const task = aTask({ deadline_at: n % 4 === 0 ? '2000-01-01' : '2099-01-01' });
    putTask(store.home, task, 'x');
    enterTask(store.database, task);
    if (n % 4 < 2) continue;
    const claim = claimNext(store.database, 'planning', deadOwner, { id: task.id })!;
    if (n % 4 === 2) advance(store.database, claim, 'submitted', '');
  }
  store.database.exec("UPDATE runs SET lease_until = '2000-01-01'");
  const swept = await allAtOnce<Swept>(4, 'sweeper.ts');
  const all = (what: keyof Swept) => swept.flatMap((one) => one[what]);
  const counts = { expired: 50, gone: 50, requeued: 50, bounced: 0 } as const;
  for (const [what, count] of Object.entries(counts)) {
    expect(all(what as keyof Swept)).toHaveLength(count);
    expect(new Set(all(what as keyof Swept)).size).toBe(count);
  }
  for (const id of all('gone'))
    expect(historyOf(store.database, id).slice(-2)).toEqual(['2 reclaimed', '2 agent-gone']);
  for (const id of all('requeued')) expect(historyOf(store.database, id).at(-1)).toBe('2 reclaimed');
});

it.each([
  ['of ctrlg 0.1', makeOldDatabase],
  ['that is not there yet', () => {}],
])('four processes can open a database %s at once', async (_, make) => {
  const home = join(store.home, 'other');
  mkdirSync(home);
  make(home);
  await expect(allAtOnce<Swept>(4, 'sweeper.ts', { home })).resolves.toHaveLength(4);
  const database = openTaskStore(home);
  expect(database.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
  database.close();
});
