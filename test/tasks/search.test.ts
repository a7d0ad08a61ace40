import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { databaseFile, searchFile, taskPlaces } from '../../src/project/places.ts';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { endRun } from '../../src/tasks/runs.ts';
import { forgetWords, searchTasks } from '../../src/tasks/search.ts';
import { aTask, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();

function put(prompt: string): string {
  const task = aTask();
  putTask(store.home, task, prompt);
  enterTask(store.database, task);
  return task.id;
}
function ended(prompt: string, result = ''): string {
  const id = put(prompt);
  writeFileSync(taskPlaces(store.home, id).result, result);
  endRun(store.database, claimNext(store.database, 'planning', me, { id })!, { kind: 'done' });
  return id;
}
const found = (text: string, limit = 10) => searchTasks(store.home, store.database, text, limit);
const ids = (text: string, limit?: number) => found(text, limit).map(({ taskId }) => taskId);

describe('a search', () => {
  it('finds words of prompts and results, whatever their case and accents', () => {
    const one = ended('Where is the LOGIN bug?', 'In the café, at the naïve parser.');
    const other = ended('Write a poem', 'Roses are red');
    expect(ids('login')).toEqual([one]);
    expect(ids('CAFE naive')).toEqual([one]);
    expect(ids('café')).toEqual([one]);
    expect(ids('roses poem')).toEqual([other]);
    expect(ids('login roses')).toEqual([]);
  });

  it('finds words in coloured text and behind a NUL', () => {
    const id = ended('x', '\u001b[31mneedle\u001b[0mwork \u0000 thread');
    expect(ids('needlework')).toEqual([id]);
    expect(found('thread')).toEqual([{ taskId: id, where: 'result', snippet: 'needlework  thread' }]);
  });

  it('takes the last word for the start of one', () => {
    const id = ended('parser');
    expect(ids('pars')).toEqual([id]);
    expect(ids('pars parser')).toEqual([]);
  });

  it('shows the line where the words stand', () => {
    ended('first line\nplease mend the parser now\nlast line');
    ended('x', `${'word '.repeat(100)} needle ${'word '.repeat(100)}`);
    expect(found('parser mend')).toMatchObject([{ where: 'prompt', snippet: 'please mend the parser now' }]);
    const { where, snippet } = found('needle')[0]!;
    expect(where).toBe('result');
    expect(snippet).toMatch(/^….* needle .*…$/);
    expect(snippet.length).toBeLessThan(170);
  });

  it('gives at most so many, the best first', () => {
    ended(`needle ${'straw '.repeat(200)}`);
    const best = ended('needle needle');
    expect(ids('needle', 1)).toEqual([best]);
  });

  it.each([
    '"',
    '*',
    'NOT',
    'AND',
    'a AND',
    'prompt:x',
    'NEAR(a b)',
    '^a',
    "'; DROP TABLE words",
    '-a',
    '(',
    '',
  ])('takes %j for words, never for syntax', (text) => {
    ended('something else');
    expect(ids(text)).toEqual([]);
  });

  it('finds what has ended since the last one, and nothing that has not', () => {
    expect(ids('needle')).toEqual([]);
    const id = ended('needle');
    put('needle');
    expect(ids('needle')).toEqual([id]);
  });

  it('works with prompts and results that are large, broken or gone', () => {
    const large = ended(`needle ${'💥é word '.repeat(200_000)}`, '\ud800 \0 needle');
    const gone = ended('needle');
    rmSync(taskPlaces(store.home, gone).folder, { recursive: true });
    expect(ids('needle')).toEqual([large]);
  });
});

describe('the index', () => {
  it('is made by the first search only, and made again where somebody deleted it', () => {
    const id = ended('needle');
    expect(existsSync(searchFile(store.home))).toBe(false);
    expect(ids('needle')).toEqual([id]);
    for (const end of ['', '-wal', '-shm']) rmSync(searchFile(store.home) + end, { force: true });
    expect(ids('needle')).toEqual([id]);
  });

  it('forgets what is cleared away', () => {
    const id = ended('needle');
    ids('needle');
    forgetWords(store.home, [id, 'nothere']);
    store.database.exec('DELETE FROM runs; DELETE FROM tasks');
    expect(ids('needle')).toEqual([]);
  });

  it('holds no text, and leaves the database of the tasks as it is', () => {
    const word = () => Math.random().toString(36).slice(2);
    const text = Array.from({ length: 20_000 }, word).join(' ');
    ended(text);
    const before = statSync(databaseFile(store.home)).size;
    ids('needle');
    expect(statSync(searchFile(store.home)).size).toBeLessThan(2.5 * text.length);
    expect(statSync(databaseFile(store.home)).size).toBe(before);
  });
});
