import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withPast } from '../../src/asking/with-past.ts';
import { databaseFile } from '../../src/project/places.ts';
import { enterTask } from '../../src/tasks/queue.ts';
import { aTask, newStorePerTest } from '../tasks/store.ts';

describe('what agents were asked before', () => {
  const store = newStorePerTest();
  const enter = (agent: string, prompt_head: string) =>
    enterTask(store.database, aTask({ agent, prompt_head }));

  it('is told newest first, for each agent its own', async () => {
    enter('planning', 'the first');
    enter('coding', 'another');
    enter('planning', 'the second');
    const told = await withPast(store.home, async (pastOf) => [
      await pastOf('planning'),
      await pastOf('coding'),
      await pastOf('testing'),
    ]);
    expect(told).toEqual([['the second', 'the first'], ['another'], []]);
  });

  it('is told of the last 20 prompts', async () => {
    for (let n = 1; n <= 25; n += 1) enter('planning', `prompt ${n}`);
    const told = await withPast(store.home, (pastOf) => pastOf('planning'));
    expect([told.length, told[0], told.at(-1)]).toEqual([20, 'prompt 25', 'prompt 6']);
  });
});

describe('a state folder', () => {
  const inFolder = async (action: (home: string) => Promise<void>) => {
    const home = mkdtempSync(join(tmpdir(), 'cg-past-'));
    await action(home).finally(() => rmSync(home, { recursive: true }));
  };

  it('gets no database as long as nobody asks for the past', () =>
    inFolder(async (home) => {
      expect(await withPast(home, async () => 'done')).toBe('done');
      expect(existsSync(databaseFile(home))).toBe(false);
    }));

  it('whose database cannot be read tells of no past', () =>
    inFolder(async (home) => {
      writeFileSync(databaseFile(home), 'this is no database'.repeat(1_000));
      expect(await withPast(home, (pastOf) => pastOf('planning'))).toEqual([]);
    }));
});
