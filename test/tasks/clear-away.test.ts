import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { agentPlaces, databaseFile, keysFolder, taskPlaces, tasksFolder } from '../../src/project/places.ts';
import { clearAway } from '../../src/tasks/clear-away.ts';
import { announce } from '../../src/tasks/ended.ts';
import { putTask, readTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask, queueOf } from '../../src/tasks/queue.ts';
import { taskRows } from '../../src/tasks/rows.ts';
import { endRun, retryLater } from '../../src/tasks/runs.ts';
import { searchTasks } from '../../src/tasks/search.ts';
import { sweep } from '../../src/tasks/sweep.ts';
import { markTaken } from '../../src/tasks/taken.ts';
import type { Outcome, Task } from '../../src/tasks/task.ts';
import { aTask, historyOf, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();
afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;
const daysLater = (days: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * DAY });
const cleared = (days = 30, keep = 0) => clearAway(store.home, store.database, { days, keep });

function put(fields: Partial<Task> = {}, prompt = 'x'): string {
  const task = aTask({ deadline_at: '2999', ...fields });
  const id = putTask(store.home, task, prompt);
  enterTask(store.database, readTask(store.home, id)!);
  rmSync(`${agentPlaces(store.home, 'planning').inbox}/${id}`);
  return id;
}
function ended(outcome: Outcome = { kind: 'done' }, fields: Partial<Task> = {}, prompt?: string): string {
  const id = put(fields, prompt);
  announce(store.home, endRun(store.database, claimNext(store.database, 'planning', me, { id })!, outcome));
  return id;
}
function taken(fields?: Partial<Task>, prompt?: string): string {
  const id = ended({ kind: 'done' }, fields, prompt);
  markTaken(store.home, id);
  return id;
}
const isThere = (id: string) => existsSync(taskPlaces(store.home, id).folder);
const rows = () => taskRows(store.database).map(({ id }) => id);

describe('a task that has ended', () => {
  it('is removed after its time with its history, when its answer was taken', () => {
    const id = taken();
    daysLater(29);
    expect([cleared(), isThere(id)]).toEqual([0, true]);
    daysLater(2);
    expect([cleared(), isThere(id)]).toEqual([1, false]);
    expect(rows()).toEqual([]);
    expect(historyOf(store.database, id)).toEqual([]);
  });

  it('is kept three times as long while nobody has taken its answer', () => {
    const id = ended({ kind: 'failed', reason: 'no room' });
    daysLater(89);
    expect([cleared(), isThere(id)]).toEqual([0, true]);
    daysLater(2);
    expect([cleared(), isThere(id)]).toEqual([1, false]);
  });

  it('has no answer to wait for when it was cancelled', () => {
    ended({ kind: 'cancelled', reason: '' });
    daysLater(31);
    expect(cleared()).toBe(1);
  });

  it('is kept when it is among the last ones, whatever a clock says', () => {
    const ids = [taken(), taken(), taken()];
    daysLater(10_000);
    expect(cleared(30, 2)).toBe(1);
    expect(rows()).toEqual([ids[2], ids[1]]);
  });

  it('is kept when the clock is set back', () => {
    taken();
    daysLater(-10_000);
    expect(cleared()).toBe(0);
  });

  it('gives its idempotency key free', () => {
    const id = taken({ idempotency_key: 'k' });
    daysLater(31);
    cleared();
    expect(readdirSync(keysFolder(store.home))).toEqual([]);
    expect(putTask(store.home, aTask({ idempotency_key: 'k' }), 'x')).not.toBe(id);
  });

  it('is not found by a search any more', () => {
    taken({}, 'needle');
    const found = () => searchTasks(store.home, store.database, 'needle', 9);
    expect(found()).toHaveLength(1);
    daysLater(31);
    cleared();
    expect(found()).toEqual([]);
  });
});

describe('a task that has not ended', () => {
  it('is never removed, nor is what it was to come after', () => {
    const first = taken();
    const [queued, running, parked] = [put(), put(), put()];
    claimNext(store.database, 'planning', me, { id: running });
    const retry = { why: 'limit', notBefore: '2999', goOn: false };
    retryLater(store.database, claimNext(store.database, 'planning', me, { id: parked })!, retry);
    const next = put({ after: [first] });
    daysLater(1_000);
    expect(cleared()).toBe(0);
    expect(rows().toSorted()).toEqual([first, queued, running, parked, next].toSorted());
    expect([first, queued, running, parked, next].map(isThere)).toEqual([true, true, true, true, true]);
  });

  it('is not removed though no wrapper has entered it yet', () => {
    const id = putTask(store.home, aTask(), 'x');
    daysLater(1_000);
    cleared();
    expect(isThere(id)).toBe(true);
  });
});

describe('what killed processes left', () => {
  it('half cleared away is finished by the next one, and nobody makes it up again', () => {
    const id = ended();
    rmSync(taskPlaces(store.home, id).folder, { recursive: true });
    daysLater(31);
    sweep({ ...store, known: [] });
    expect(cleared()).toBe(1);
    expect([rows(), isThere(id)]).toEqual([[], false]);
  });

  it('never asked or half made is removed when it is old, and not before', () => {
    const never = putTask(store.home, aTask(), 'x');
    rmSync(`${agentPlaces(store.home, 'planning').inbox}/${never}`);
    mkdirSync(`${tasksFolder(store.home)}/.half-1`);
    cleared();
    expect(readdirSync(tasksFolder(store.home))).toHaveLength(2);
    for (const name of [never, '.half-1']) utimesSync(`${tasksFolder(store.home)}/${name}`, 0, 0);
    cleared();
    expect(readdirSync(tasksFolder(store.home))).toEqual([]);
  });
});

describe('the database file', () => {
  it('gives the room of what was removed back', () => {
    const evidence = 'x'.repeat(20_000);
    for (let n = 0; n < 60; n += 1) {
      const id = taken();
      store.database.prepare('UPDATE history SET evidence = ? WHERE task_id = ?').run(evidence, id);
    }
    store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const before = statSync(databaseFile(store.home)).size;
    daysLater(31);
    expect(cleared()).toBe(60);
    expect(statSync(databaseFile(store.home)).size).toBeLessThan(before / 10);
    expect(statSync(`${databaseFile(store.home)}-wal`).size).toBe(0);
  });

  it('of ctrlg 0.1 is made over, so that it can', () => {
    store.database.exec('PRAGMA auto_vacuum = NONE; VACUUM');
    const mode = () => store.database.prepare('PRAGMA auto_vacuum').get() as { auto_vacuum: number };
    expect(mode().auto_vacuum).toBe(0);
    taken();
    const kept = put();
    daysLater(31);
    cleared();
    expect(mode().auto_vacuum).toBe(2);
    expect(queueOf(store.database, 'planning')).toEqual([kept]);
  });
});
