import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { taskPlaces } from '../../src/project/places.ts';
import { isoOf } from '../../src/system/clock.ts';
import { agentOf } from '../../src/tasks/claimer.ts';
import { putTask } from '../../src/tasks/put.ts';
import {
  attemptsOf,
  claimNext,
  enterAndClaim,
  enterTask,
  nextRetryMs,
  queueOf,
} from '../../src/tasks/queue.ts';
import { requeue, retryLater } from '../../src/tasks/runs.ts';
import type { Task } from '../../src/tasks/task.ts';
import { aTask, historyOf, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();
afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;
const at = (minutes: number) => isoOf(Date.now() + minutes * MINUTE);

/** A task made so many minutes ago. */
function entered(fields: Partial<Task> = {}, minutesAgo = 0): string {
  const task = aTask({ created_at: at(-minutesAgo), ...fields });
  enterTask(store.database, task);
  return task.id;
}
const claim = (agent = 'planning', targets?: string[]) =>
  claimNext(store.database, agent, me, { targets })?.taskId;

describe('priority', () => {
  it('goes before age, and within one the oldest is first', () => {
    const low = entered({ priority: 'low' }, 5);
    const normal = [entered({}, 4), entered({}, 3)];
    const high = [entered({ priority: 'high' }, 2), entered({ priority: 'high' }, 1)];
    expect(queueOf(store.database, 'planning')).toEqual([...high, ...normal, low]);
    expect([claim(), claim(), claim(), claim(), claim()]).toEqual([...high, ...normal, low]);
  });

  it('starves nobody: a low one that has waited long goes before a new high one', () => {
    const high = entered({ priority: 'high' }, 0);
    const low = entered({ priority: 'low' }, 21);
    expect(queueOf(store.database, 'planning')).toEqual([low, high]);
  });

  it('does not make a task wait that a clock which was ahead has dated', () => {
    const ahead = entered({ created_at: at(24 * 60) });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_000 });
    const later = entered({ created_at: at(0) });
    expect(queueOf(store.database, 'planning')).toEqual([ahead, later]);
  });

  it('is not confused by a date that is none', () => {
    const id = entered({ created_at: 'yesterday' });
    expect(claim()).toBe(id);
  });
});

describe('a task that is tried again later', () => {
  it('is not claimed before its time, and lets others go first', () => {
    const parked = entered({}, 2);
    const retry = { why: 'overloaded', notBefore: at(1), goOn: false };
    retryLater(store.database, claimNext(store.database, 'planning', me)!, retry);
    const other = entered();
    expect(nextRetryMs(store.database, 'planning')).toBe(Date.parse(retry.notBefore));
    expect([claim(), claim()]).toEqual([other, undefined]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + MINUTE + 1 });
    expect(claim()).toBe(parked);
    expect(nextRetryMs(store.database, 'planning')).toBeUndefined();
    expect(historyOf(store.database, parked)).toEqual(['0 queued', '1 claimed', '1 retried', '2 claimed']);
  });

  it('counts its attempts, and remembers that a turn had begun', () => {
    const id = entered();
    expect(attemptsOf(store.database, id)).toEqual({ attempts: 0, goOn: false });
    for (const goOn of [false, true, false]) {
      retryLater(store.database, claimNext(store.database, 'planning', me)!, {
        why: 'cut',
        notBefore: at(-1),
        goOn,
      });
    }
    expect(attemptsOf(store.database, id)).toEqual({ attempts: 3, goOn: true });
    requeue(store.database, claimNext(store.database, 'planning', me)!, 'draft');
    expect(attemptsOf(store.database, id).attempts).toBe(3);
  });
});

describe('a task past its deadline', () => {
  it('is not begun any more', () => {
    entered({ deadline_at: at(-1) });
    expect(claim()).toBeUndefined();
  });
});

describe('a sibling', () => {
  it('takes a task from another’s queue by its target, in the order of both queues', () => {
    const mine = entered({ agent: 'coding-2', target: 'coding-2' }, 2);
    const older = entered({ agent: 'coding', target: 'coding' }, 3);
    const tagged = entered({ agent: 'testing', target: 'tag:review' }, 1);
    entered({ agent: 'testing', target: 'testing' }, 9);
    const take = () => claim('coding-2', ['coding', 'tag:review']);
    expect([take(), take(), take(), take()]).toEqual([older, mine, tagged, undefined]);
  });

  it('is told to those who wait, and in the history', () => {
    const task = aTask({ agent: 'coding', target: 'coding' });
    putTask(store.home, task, 'x');
    enterTask(store.database, task);
    expect(agentOf(store.home, task)).toBe('coding');
    claim('coding-2', ['coding']);
    expect(agentOf(store.home, task)).toBe('coding-2');
    expect(readFileSync(`${taskPlaces(store.home, task.id).folder}/agent`, 'utf8')).toBe('coding-2');
    const { evidence } = store.database
      .prepare("SELECT evidence FROM history WHERE what = 'claimed'")
      .get() as {
      evidence: string;
    };
    expect(evidence).toContain('from coding’s queue');
  });

  it('leaves what was asked of another agent by name', () => {
    entered({ agent: 'coding', target: 'coding' });
    expect(claim('coding-2')).toBeUndefined();
    expect(claim('coding-2', ['auto', 'coding-2'])).toBeUndefined();
  });

  it('gives back what another may take, and keeps a turn that had begun to itself', () => {
    const task = { agent: 'coding', target: 'coding' };
    const [first, second] = [entered(task, 2), entered(task, 1)];
    const take = (agent: string) => claimNext(store.database, agent, me, { targets: ['coding'] })!;
    requeue(store.database, take('coding-2'), 'draft');
    expect(take('coding').taskId).toBe(first);
    retryLater(store.database, take('coding-2'), { why: 'cut', notBefore: at(-1), goOn: true });
    expect(take('coding-3')).toBeUndefined();
    expect(take('coding-2').taskId).toBe(second);
  });

  it('needs no folder to tell of its claim: the claim holds', () => {
    const id = entered({ agent: 'coding', target: 'coding' });
    expect(claim('coding-2', ['coding'])).toBe(id);
  });
});

describe('entering and claiming at once', () => {
  it('takes the first in line, new or old', () => {
    const old = entered({}, 5);
    const tasks = [aTask(), aTask({ priority: 'high' })];
    const taken = () => enterAndClaim(store.database, tasks, 'planning', me).claim?.taskId;
    expect([taken(), taken(), taken(), taken()]).toEqual([tasks[1]!.id, old, tasks[0]!.id, undefined]);
    expect(historyOf(store.database, tasks[0]!.id)).toEqual(['0 queued', '1 claimed']);
  });
});
