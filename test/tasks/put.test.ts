import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInbox } from '../../src/agent-wrapper/records.ts';
import { agentPlaces, taskPlaces } from '../../src/project/places.ts';
import { putTask, readPrompt, readTask, readWholePrompt } from '../../src/tasks/put.ts';
import { queueOf } from '../../src/tasks/queue.ts';
import { canMount, onTinyDisk } from '../system/tiny-disk.ts';
import { aTask, newStorePerTest } from './store.ts';

const store = newStorePerTest();
const inbox = () => agentPlaces(store.home, 'planning').inbox;
const places = (id: string) => taskPlaces(store.home, id);

/** What a wrapper queues when it looks into its inbox now. */
function accepted(): string[] {
  const { home, database } = store;
  readInbox({ home, agent: 'planning', places: agentPlaces(home, 'planning'), database });
  return queueOf(database, 'planning');
}

describe('a task that is put', () => {
  it('can be read back as it was, with its prompt byte for byte', () => {
    const task = aTask();
    const prompt = ' \r\n\té漢👩‍👩‍👧‍👦\u200b $HOME `x` \\ \u0001\n\n';
    putTask(store.home, task, prompt);
    expect(readTask(store.home, task.id)).toEqual({ ...task, prompt_head: prompt });
    expect(readPrompt(store.home, task.id)).toBe(prompt);
    expect(readWholePrompt(store.home, task.id)).toBe(prompt);
  });

  it('is delivered below the context that it shares with others', () => {
    const id = putTask(store.home, aTask(), 'do it', 'We are on Linux.\n');
    expect(readPrompt(store.home, id)).toBe('do it');
    expect(readWholePrompt(store.home, id)).toBe('We are on Linux.\n\n\ndo it');
  });

  it('is known by the first 200 characters of its prompt, none of them cut in two', () => {
    const id = putTask(store.home, aTask(), '👩'.repeat(3_000_000));
    expect(readTask(store.home, id)?.prompt_head).toBe('👩'.repeat(200));
    accepted();
    const row = store.database.prepare('SELECT prompt_head FROM tasks').get();
    expect(row).toMatchObject({ prompt_head: '👩'.repeat(200) });
  });

  it('is for its owner only', () => {
    const task = aTask();
    putTask(store.home, task, 'secret');
    const modes = [places(task.id).folder, places(task.id).prompt, places(task.id).task, inbox()].map(
      (path) => (statSync(path).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(['700', '600', '600', '700']);
  });

  it('is accepted by its entry in the inbox, and the entry is taken', () => {
    const [first, second] = [aTask({ created_at: '2026-01-01' }), aTask({ created_at: '2026-01-02' })];
    putTask(store.home, second, 'b');
    putTask(store.home, first, 'a');
    expect(accepted()).toEqual([first.id, second.id]);
    expect(readdirSync(inbox())).toEqual([]);
  });

  it('is not accepted when its sender was killed before the entry', () => {
    const task = aTask();
    putTask(store.home, task, 'never asked');
    rmSync(join(inbox(), task.id));
    expect(accepted()).toEqual([]);
    expect(readTask(store.home, task.id)).toMatchObject(task);
  });

  it('is accepted once, though its entry comes twice', () => {
    const task = aTask();
    putTask(store.home, task, 'once');
    accepted();
    writeFileSync(join(inbox(), task.id), '');
    expect(accepted()).toEqual([task.id]);
  });

  it('is put once though it is put twice: the first prompt stands, and nothing is left of the second', () => {
    const task = aTask();
    putTask(store.home, task, 'first');
    putTask(store.home, task, 'second');
    expect(readPrompt(store.home, task.id)).toBe('first');
    expect(accepted()).toEqual([task.id]);
    expect(readdirSync(dirname(places(task.id).folder))).toEqual([task.id]);
  });

  it('keeps its folder when its second put fails', () => {
    const task = aTask();
    putTask(store.home, task, 'first');
    rmSync(inbox(), { recursive: true });
    writeFileSync(inbox(), 'a file');
    expect(() => putTask(store.home, task, 'second')).toThrow(/EEXIST|ENOTDIR/);
    expect(readPrompt(store.home, task.id)).toBe('first');
  });

  it('leaves nothing of itself where its inbox cannot be made', () => {
    const task = aTask();
    mkdirSync(dirname(inbox()), { recursive: true });
    writeFileSync(inbox(), 'a file');
    expect(() => putTask(store.home, task, 'x')).toThrow(/EEXIST|ENOTDIR/);
    expect(existsSync(places(task.id).folder)).toBe(false);
  });

  it.skipIf(!canMount)('names a full disk, and leaves nothing of itself on it', () => {
    onTinyDisk((disk) => {
      disk.fill();
      const task = aTask();
      expect(() => putTask(disk.folder, task, 'x'.repeat(10_000))).toThrow(
        /^The disk is full: \S+ was not written\.$/,
      );
      expect(readTask(disk.folder, task.id)).toBeUndefined();
      expect(existsSync(taskPlaces(disk.folder, task.id).folder)).toBe(false);
    });
  });
});

describe('a task that cannot be read', () => {
  it('is none where there is no such folder', () => {
    expect(readTask(store.home, 'nothere')).toBeUndefined();
    expect(readPrompt(store.home, 'nothere')).toBe('');
  });

  it.each(['', '{', 'null', '{"version": 2}', '{"version": 1, "id": 5}'])(
    'is none when its file holds %j, and its entry is thrown away',
    (text) => {
      const task = aTask();
      putTask(store.home, task, 'x');
      writeFileSync(places(task.id).task, text);
      expect(readTask(store.home, task.id)).toBeUndefined();
      expect(accepted()).toEqual([]);
      expect(readdirSync(inbox())).toEqual([]);
      expect(readFileSync(places(task.id).prompt, 'utf8')).toBe('x');
    },
  );
});
