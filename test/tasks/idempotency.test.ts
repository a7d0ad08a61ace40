import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInbox } from '../../src/agent-wrapper/records.ts';
import { agentPlaces, keysFolder, taskPlaces, tasksFolder } from '../../src/project/places.ts';
import { UserError } from '../../src/system/errors.ts';
import { idOfKey } from '../../src/tasks/idempotency.ts';
import { putTask, readPrompt, readTask } from '../../src/tasks/put.ts';
import { claimNext, queueOf } from '../../src/tasks/queue.ts';
import { endRun } from '../../src/tasks/runs.ts';
import { canMount, onTinyDisk } from '../system/tiny-disk.ts';
import { aTask, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();
const put = (key: string, prompt = 'x', agent = 'planning') =>
  putTask(store.home, aTask({ idempotency_key: key, agent }), prompt);

function queued(agent = 'planning'): string[] {
  const { home, database } = store;
  readInbox({ home, agent, places: agentPlaces(home, agent), database });
  return queueOf(database, agent);
}

describe('a task with an idempotency key', () => {
  it('is put once, and its id is given to whoever puts it again', () => {
    const first = put('deploy 7', 'first');
    expect(put('deploy 7', 'second')).toBe(first);
    expect(put('deploy 7', 'third', 'coding')).toBe(first);
    expect(put('deploy 8')).not.toBe(first);
    expect(readPrompt(store.home, first)).toBe('first');
    expect(queued()).toHaveLength(2);
    expect(queued('coding')).toEqual([]);
  });

  it('is run once, though it is put again after its end', () => {
    const id = put('once');
    queued();
    endRun(store.database, claimNext(store.database, 'planning', me)!, { kind: 'done' });
    expect(put('once')).toBe(id);
    expect(queued()).toEqual([]);
  });

  it.each(['a/../../b', '💥', ' x '.repeat(5_000)])('may have any key: %j', (key) => {
    expect(put(key)).toBe(put(key));
    expect(readdirSync(keysFolder(store.home))).toHaveLength(1);
  });

  it.each(['', '  \n'])('cannot have the key %j', (key) => {
    expect(() => put(key)).toThrow(UserError);
  });
});

describe('a sender that was killed', () => {
  it('between the key and the task leaves the id to the next one', () => {
    const id = idOfKey(store.home, 'k', 'first0001');
    expect(put('k', 'again')).toBe(id);
    expect(readPrompt(store.home, id)).toBe('again');
    expect(queued()).toEqual([id]);
  });

  it('while it wrote the task leaves nothing that could be taken for one', () => {
    const id = idOfKey(store.home, 'k', 'first0001');
    const partial = join(tasksFolder(store.home), `.${id}-1.partial`);
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(partial, 'prompt.md'), 'half');
    expect(put('k', 'whole')).toBe(id);
    expect(readPrompt(store.home, id)).toBe('whole');
  });

  it('between the task and its entry is made up for by the next one, as it was first meant', () => {
    const id = put('k', 'first');
    rmSync(join(agentPlaces(store.home, 'planning').inbox, id));
    expect(put('k', 'second', 'coding')).toBe(id);
    expect(queued()).toEqual([id]);
    expect(readPrompt(store.home, id)).toBe('first');
  });
});

describe('several senders at once', () => {
  it('agree on the one who made the folder', () => {
    const id = idOfKey(store.home, 'k', 'first0001');
    // The other one is between the look for the task and its own rename.
    const other = aTask({ id, idempotency_key: 'k' });
    putTask(store.home, { ...other, idempotency_key: null }, 'theirs');
    expect(put('k', 'mine')).toBe(id);
    expect(readPrompt(store.home, id)).toBe('theirs');
    expect(readdirSync(tasksFolder(store.home))).toEqual([id]);
  });
});

it.skipIf(!canMount)('a full disk is named, and the key can be used again when there is room', () => {
  onTinyDisk((disk) => {
    const task = aTask({ idempotency_key: 'k' });
    mkdirSync(keysFolder(disk.folder));
    disk.fill();
    expect(() => putTask(disk.folder, task, 'x'.repeat(10_000))).toThrow(/^The disk is full: /);
    expect(readTask(disk.folder, task.id)).toBeUndefined();
    disk.free();
    const id = putTask(disk.folder, aTask({ idempotency_key: 'k' }), 'x');
    expect(readTask(disk.folder, id)).toBeDefined();
    expect(readdirSync(tasksFolder(disk.folder))).toEqual([id]);
    expect(taskPlaces(disk.folder, id).folder).toContain(id);
  });
});
