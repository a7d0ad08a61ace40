import { describe, expect, it, vi } from 'vitest';
import { endedSince } from '../../src/tasks/ended.ts';
import { claimNext, endQueued, enterTask, overdueOf, queueOf } from '../../src/tasks/queue.ts';
import { advance, endRun, openRunsOf, requeue, submittedAt } from '../../src/tasks/runs.ts';
import { aTask, historyOf, me, newStorePerTest, stateOf } from './store.ts';

const store = newStorePerTest();
const LONG_AGO = '2000-01-01T00:00:00.000Z';

function entered(fields: Parameters<typeof aTask>[0] = {}): string {
  const task = aTask(fields);
  enterTask(store.database, task);
  return task.id;
}
const claim = (agent = 'planning', id?: string) => claimNext(store.database, agent, me, { id });
const claimed = () => {
  const id = entered();
  return claim('planning', id)!;
};

describe('a task in the database', () => {
  it('is queued once, though it is entered twice', () => {
    const task = aTask();
    enterTask(store.database, task);
    enterTask(store.database, task);
    expect(queueOf(store.database, 'planning')).toEqual([task.id]);
    expect(historyOf(store.database, task.id)).toEqual(['0 queued']);
  });

  it('stays ended, though it is entered again', () => {
    const task = aTask();
    enterTask(store.database, task);
    endRun(store.database, claim()!, { kind: 'done' });
    enterTask(store.database, task);
    expect(stateOf(store.database, task.id)).toBe('ended');
    expect(claim()).toBeUndefined();
  });

  it('waits behind older ones, and in the order of the ids where they are of one moment', () => {
    entered({ id: 'c', created_at: '2026-01-01T00:00:02.000Z' });
    entered({ id: 'b', created_at: '2026-01-01T00:00:01.000Z' });
    entered({ id: 'a', created_at: '2026-01-01T00:00:02.000Z' });
    expect(queueOf(store.database, 'planning')).toEqual(['b', 'a', 'c']);
  });

  it('is overdue after its deadline, while it is queued', () => {
    const late = entered({ deadline_at: LONG_AGO });
    entered();
    expect(overdueOf(store.database, 'planning')).toEqual([late]);
    claim('planning', late);
    expect(overdueOf(store.database, 'planning')).toEqual([]);
  });
});

describe('a claim', () => {
  it('takes the oldest task of its agent, and no other agent’s', () => {
    entered({ agent: 'coding', created_at: LONG_AGO });
    const mine = entered();
    entered();
    expect(claim()).toEqual({ taskId: mine, fence: 1 });
    expect(stateOf(store.database, mine)).toBe('running');
  });

  it('can ask for a task by its id', () => {
    entered();
    const second = entered();
    expect(claim('planning', second)?.taskId).toBe(second);
    expect(claim('planning', second)).toBeUndefined();
    expect(claim('coding', second)).toBeUndefined();
  });

  it('has nothing to take where nothing is queued', () => {
    expect(claim()).toBeUndefined();
    expect(claim('planning', 'nothere')).toBeUndefined();
  });
});

describe('a run', () => {
  it('goes from claimed over placed and submitted to its end, each step in the history', () => {
    const mine = claimed();
    expect(openRunsOf(store.database, 'planning')).toMatchObject([{ state: 'claimed', owner: me }]);
    advance(store.database, mine, 'placed', 'the receipt');
    expect(openRunsOf(store.database, 'planning')).toMatchObject([{ state: 'placed', submittedAt: null }]);
    advance(store.database, mine, 'submitted', 'the event');
    expect(openRunsOf(store.database, 'planning')).toMatchObject([{ state: 'submitted', claim: mine }]);
    endRun(store.database, mine, { kind: 'done' });
    expect(openRunsOf(store.database, 'planning')).toEqual([]);
    const steps = ['0 queued', '1 claimed', '1 placed', '1 submitted', '1 done'];
    expect(historyOf(store.database, mine.taskId)).toEqual(steps);
  });

  it('knows since when its prompt is taken', () => {
    const mine = claimed();
    advance(store.database, mine, 'placed', '');
    expect(submittedAt(store.database, mine)).toBeNull();
    advance(store.database, mine, 'submitted', '');
    expect(Date.parse(submittedAt(store.database, mine)!)).toBeGreaterThan(Date.now() - 5_000);
  });

  it('tells how it ended and how long its turn took', () => {
    const mine = claimed();
    advance(store.database, mine, 'submitted', '');
    endRun(store.database, mine, { kind: 'failed', reason: 'no room' });
    const [ended, ...others] = endedSince(store.database, LONG_AGO, 'planning');
    expect(ended).toMatchObject({ taskId: mine.taskId, outcome: { kind: 'failed', reason: 'no room' } });
    expect(ended!.turnMs).toBeGreaterThanOrEqual(0);
    expect(others).toEqual([]);
    expect(endedSince(store.database, '2099-01-01')).toEqual([]);
  });

  it('took no time where the clock was set back meanwhile', () => {
    const mine = claimed();
    advance(store.database, mine, 'submitted', '');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 86_400_000 });
    const [ended] = endRun(store.database, mine, { kind: 'done' }).ended;
    vi.useRealTimers();
    expect(ended).toMatchObject({ turnMs: 0, isLate: false });
  });

  it('that is given back leaves its task first in the queue, for a new run', () => {
    const mine = claimed();
    const second = entered();
    requeue(store.database, mine, 'draft');
    expect(queueOf(store.database, 'planning')).toEqual([mine.taskId, second]);
    expect(endedSince(store.database, LONG_AGO)).toEqual([]);
    expect(claim()).toEqual({ taskId: mine.taskId, fence: 2 });
  });
});

describe('a queued task that is ended', () => {
  it('is not run any more', () => {
    const id = entered();
    expect(endQueued(store.database, id, { kind: 'cancelled', reason: 'asked' })).toMatchObject({
      ended: [{ taskId: id, agent: 'planning', attempts: 0, turnMs: 0 }],
    });
    expect(claim()).toBeUndefined();
    expect(historyOf(store.database, id)).toEqual(['0 queued', '0 cancelled']);
  });

  it('cannot be ended twice, nor when it is being run, nor when there is none', () => {
    const outcome = { kind: 'cancelled', reason: '' } as const;
    const id = entered();
    expect(endQueued(store.database, id, outcome)).toBeDefined();
    expect(endQueued(store.database, id, outcome)).toBeUndefined();
    expect(endQueued(store.database, claimed().taskId, outcome)).toBeUndefined();
    expect(endQueued(store.database, 'nothere', outcome)).toBeUndefined();
  });
});
