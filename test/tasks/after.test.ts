import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentPlaces } from '../../src/project/places.ts';
import { UserError } from '../../src/system/errors.ts';
import { readDone } from '../../src/tasks/done-marker.ts';
import { announce } from '../../src/tasks/ended.ts';
import { putTask, readTask } from '../../src/tasks/put.ts';
import { claimNext, endQueued, enterTask, queueOf } from '../../src/tasks/queue.ts';
import { endRun } from '../../src/tasks/runs.ts';
import type { Outcome, Task } from '../../src/tasks/task.ts';
import { aTask, historyOf, me, newStorePerTest, stateOf } from './store.ts';

const store = newStorePerTest();

function put(after: string[] = [], fields: Partial<Task> = {}): Task {
  const task = aTask({ after, ...fields });
  putTask(store.home, task, 'x');
  return task;
}
function entered(after: string[] = [], fields: Partial<Task> = {}): string {
  const task = put(after, fields);
  announce(store.home, enterTask(store.database, task));
  return task.id;
}
const claim = () => claimNext(store.database, 'planning', me);

/** Runs a task to its end. */
function end(id: string, outcome: Outcome = { kind: 'done' }): void {
  announce(store.home, endRun(store.database, claimNext(store.database, 'planning', me, { id })!, outcome));
}
const FAILED = { kind: 'failed', reason: 'no room' } as const;

describe('a task that comes after others', () => {
  it('waits until all of them are done', () => {
    const [one, two] = [entered(), entered()];
    const last = entered([one, two], { priority: 'high' });
    expect(queueOf(store.database, 'planning')).toEqual([one, two, last]);
    end(one);
    expect(claimNext(store.database, 'planning', me, { id: last })).toBeUndefined();
    end(two);
    expect(claim()?.taskId).toBe(last);
  });

  it('may begin at once where they are done already', () => {
    const one = entered();
    end(one);
    const next = entered([one]);
    expect(claim()?.taskId).toBe(next);
  });

  it('waits for one that no wrapper has entered yet', () => {
    const first = put([], { agent: 'coding' });
    entered([first.id]);
    expect(claim()).toBeUndefined();
    enterTask(store.database, first);
    expect(claim()).toBeUndefined();
  });

  it('wakes its agent when it may begin', () => {
    const first = entered();
    const next = entered([first], { agent: 'coding' });
    const { inbox } = agentPlaces(store.home, 'coding');
    rmSync(join(inbox, next));
    end(first);
    expect(readdirSync(inbox)).toEqual([next]);
    expect(queueOf(store.database, 'coding')).toEqual([next]);
  });
});

describe('a task whose turn never comes', () => {
  it('ends cancelled with a reason that names what was to be done first', () => {
    const first = entered();
    const next = entered([first]);
    end(first, FAILED);
    const reason = `Task ${first} (planning) was to be done first, and it ended failed.`;
    expect(readDone(store.home, next)).toMatchObject({ status: 'cancelled', reason, attempts: 0 });
    expect(historyOf(store.database, next)).toEqual(['0 queued', '0 cancelled']);
  });

  it('takes those along that were to come after it, however many', () => {
    const ids = [entered()];
    for (let n = 0; n < 300; n += 1) ids.push(entered([ids.at(-1)!]));
    end(ids[0]!, { kind: 'agent-gone', reason: '' });
    for (const id of ids.slice(1)) expect(readDone(store.home, id)?.status).toBe('cancelled');
    expect(readDone(store.home, ids[300]!)?.reason).toContain(ids[299]);
  });

  it('ends once, though it waited for two that failed', () => {
    const first = entered();
    const [left, right] = [entered([first]), entered([first])];
    const last = entered([left, right]);
    const ending = endQueued(store.database, first, { kind: 'cancelled', reason: 'asked' })!;
    expect(ending.ended.map(({ taskId }) => taskId)).toEqual([first, left, right, last]);
    expect(historyOf(store.database, last)).toEqual(['0 queued', '0 cancelled']);
  });

  it('ends when it is entered, where the other has failed before', () => {
    const first = entered();
    end(first, FAILED);
    const next = entered([first]);
    expect(stateOf(store.database, next)).toBe('ended');
    expect(readDone(store.home, next)?.reason).toContain(first);
  });

  it('does not take one along that is not waiting for it', () => {
    const first = entered();
    entered([first]);
    const other = entered();
    end(first, FAILED);
    expect(claim()?.taskId).toBe(other);
  });
});

describe('an `after` that cannot be', () => {
  it.each(['nothere', '../../etc', ''])('is refused before anything is put: %j', (first) => {
    const task = aTask({ after: [first] });
    expect(() => putTask(store.home, task, 'x')).toThrow(UserError);
    expect(() => putTask(store.home, task, 'x')).toThrow(`There is no task '${first}' to come after.`);
    expect(readTask(store.home, task.id)).toBeUndefined();
    expect(existsSync(agentPlaces(store.home, 'planning').inbox)).toBe(false);
  });

  it('cannot be a cycle: a task names tasks that are there, so never itself nor a later one', () => {
    const task = aTask();
    expect(() => putTask(store.home, { ...task, after: [task.id] }, 'x')).toThrow('cannot come after itself');
    const later = aTask();
    expect(() => putTask(store.home, { ...task, after: [later.id] }, 'x')).toThrow(UserError);
    putTask(store.home, task, 'x');
    putTask(store.home, { ...later, after: [task.id] }, 'x');
    expect(readTask(store.home, task.id)?.after).toEqual([]);
  });
});
