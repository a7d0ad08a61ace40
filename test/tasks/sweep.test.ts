import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { agentPlaces, taskPlaces } from '../../src/project/places.ts';
import { isoOf, nowMs } from '../../src/system/clock.ts';
import { readDone } from '../../src/tasks/done-marker.ts';
import { LEASE_MS } from '../../src/tasks/leases.ts';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask, queueOf } from '../../src/tasks/queue.ts';
import { advance, type Claim, endRun, LostClaim, openRunsOf, retryLater } from '../../src/tasks/runs.ts';
import { sweep } from '../../src/tasks/sweep.ts';
import type { Task } from '../../src/tasks/task.ts';
import { statusOf } from '../cli/run-ctrlg.ts';
import { aTask, deadOwner, historyOf, me, newStorePerTest, stateOf } from './store.ts';

const store = newStorePerTest();
afterEach(() => void vi.useRealTimers());

const NOTHING = { entered: [], requeued: [], unparked: [], gone: [], bounced: [], expired: [], marked: [] };
const swept = (known = ['planning', 'coding']) => sweep({ ...store, known });
const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
const inboxOf = (agent: string) => agentPlaces(store.home, agent).inbox;

function put(fields: Partial<Task> = {}): Task {
  const task = aTask(fields);
  putTask(store.home, task, 'x');
  return task;
}
function entered(fields: Partial<Task> = {}): string {
  const task = put(fields);
  enterTask(store.database, task);
  rmSync(`${inboxOf(task.agent)}/${task.id}`);
  return task.id;
}

/** A run whose wrapper was killed. */
function abandoned(step?: 'submitted'): Claim {
  const claim = claimNext(store.database, 'planning', deadOwner, { id: entered() })!;
  if (step) advance(store.database, claim, step, '');
  return claim;
}

describe('a task that waits for its next attempt', () => {
  const parked = () => {
    const claim = claimNext(store.database, 'planning', me, { id: entered() })!;
    retryLater(store.database, claim, {
      why: 'overloaded',
      notBefore: isoOf(nowMs() + 2_000),
      goOn: false,
    });
    return claim.taskId;
  };

  it('waits for its moment', () => {
    parked();
    expect(swept()).toEqual(NOTHING);
    expect(claimNext(store.database, 'planning', me)).toBeUndefined();
  });

  it('does not wait as much longer as the clock is set back', () => {
    const id = parked();
    later(-3_600_000);
    expect(swept()).toEqual({ ...NOTHING, unparked: [id] });
    expect(historyOf(store.database, id).at(-1)).toBe('0 unparked');
    expect(claimNext(store.database, 'planning', me)?.taskId).toBe(id);
  });
});

describe('a run whose owner is dead', () => {
  it('is its own wrapper’s while the lease lasts', () => {
    const claim = abandoned('submitted');
    later(LEASE_MS - 1_000);
    expect(swept()).toEqual(NOTHING);
    expect(openRunsOf(store.database)).toMatchObject([{ claim }]);
  });

  it('is queued again when its prompt was never taken', () => {
    const claim = abandoned();
    later(LEASE_MS);
    expect(swept()).toEqual({ ...NOTHING, requeued: [claim.taskId] });
    expect(queueOf(store.database, 'planning')).toEqual([claim.taskId]);
    expect(() => endRun(store.database, claim, { kind: 'done' })).toThrow(LostClaim);
    expect(claimNext(store.database, 'planning', me)).toEqual({ taskId: claim.taskId, fence: 3 });
    expect(() => endRun(store.database, claim, { kind: 'done' })).toThrow(LostClaim);
  });

  it('ends agent-gone when its prompt was taken, with what waited for it', () => {
    const claim = abandoned('submitted');
    const next = entered({ after: [claim.taskId] });
    later(LEASE_MS);
    expect(swept()).toEqual({ ...NOTHING, gone: [claim.taskId] });
    expect(readDone(store.home, claim.taskId)).toMatchObject({ status: 'agent-gone', attempts: 1 });
    expect(readDone(store.home, next)?.status).toBe('cancelled');
    expect(historyOf(store.database, claim.taskId).slice(-2)).toEqual(['2 reclaimed', '2 agent-gone']);
    expect(() => endRun(store.database, claim, { kind: 'done' })).toThrow(LostClaim);
    expect(swept()).toEqual(NOTHING);
  });

  it.each([-86_400_000, 86_400_000])('is reclaimed though the clock jumps by %d ms', (jump) => {
    abandoned();
    later(jump);
    expect(swept().requeued).toHaveLength(1);
  });
});

describe('a run whose owner lives', () => {
  it.each([-86_400_000, 86_400_000])('stays its own though the clock jumps by %d ms', (jump) => {
    const claim = claimNext(store.database, 'planning', me, { id: entered({ deadline_at: '2999' }) })!;
    later(jump);
    expect(swept()).toEqual(NOTHING);
    expect(openRunsOf(store.database)).toMatchObject([{ claim }]);
  });
});

describe('a queued task', () => {
  it('ends when its deadline has passed, whoever it was for, with the reason', () => {
    const deadline_at = new Date(Date.now() + 1_000).toISOString();
    const first = entered({ deadline_at: '2999' });
    const waiting = entered({ deadline_at, after: [first] });
    const retried = entered({ deadline_at });
    const retry = { why: 'overloaded', notBefore: '2999', goOn: false };
    retryLater(store.database, claimNext(store.database, 'planning', me, { id: retried })!, retry);
    const unbegun = entered({ deadline_at, agent: 'coding' });
    later(2_000);
    expect(swept().expired.toSorted()).toEqual([waiting, retried, unbegun].toSorted());
    const reasons = [waiting, retried, unbegun].map((id) => readDone(store.home, id));
    expect(reasons).toMatchObject([
      { status: 'timed-out', reason: 'What was to be done first was not done by its deadline.' },
      { status: 'timed-out', reason: 'Its deadline came before it could be tried again.', late: true },
      { status: 'timed-out', reason: 'Agent coding had not begun it by its deadline.' },
    ]);
    expect(stateOf(store.database, first)).toBe('queued');
  });

  it('for an agent that is not there any more fails, and the reason names those that are', () => {
    const id = entered({ agent: 'docs' });
    const mine = entered();
    expect(swept()).toEqual({ ...NOTHING, bounced: [id] });
    expect(readDone(store.home, id)).toMatchObject({
      status: 'failed',
      reason: "There is no agent 'docs' any more. Known agents: planning, coding.",
    });
    expect(queueOf(store.database, 'planning')).toEqual([mine]);
  });

  it('is bounced by nobody who knows of no agents at all', () => {
    entered({ agent: 'docs' });
    expect(swept([])).toEqual(NOTHING);
  });

  it('for a member that its pool has lost goes to the pool, whose wrapper is woken', () => {
    const id = entered({ agent: 'coding-3', target: 'coding' });
    expect(swept()).toEqual(NOTHING);
    expect(queueOf(store.database, 'coding')).toEqual([id]);
    expect(readdirSync(inboxOf('coding'))).toEqual([id]);
    expect(historyOf(store.database, id)).toEqual(['0 queued', '0 moved']);
  });

  it('that had begun with a lost member of a pool is not begun by another', () => {
    const id = entered({ agent: 'coding-3', target: 'coding' });
    const retry = { why: 'cut', notBefore: '2000', goOn: true };
    retryLater(store.database, claimNext(store.database, 'coding-3', me)!, retry);
    expect(swept().bounced).toEqual([id]);
  });
});

describe('what was put for an agent whose wrapper does not run', () => {
  it('is entered, so that it ends at its deadline at the latest', () => {
    const task = put({ agent: 'coding' });
    expect(swept()).toEqual({ ...NOTHING, entered: [task.id] });
    expect(queueOf(store.database, 'coding')).toEqual([task.id]);
    expect(readdirSync(inboxOf('coding'))).toEqual([]);
    later(31 * 60_000);
    expect(swept().expired).toEqual([task.id]);
  });

  it('and is not known ends in the same sweep', () => {
    const task = put({ agent: 'docs' });
    expect(swept()).toMatchObject({ entered: [task.id], bounced: [task.id] });
  });

  it('is cancelled when that was asked; a running one is left to who takes it over', () => {
    const queued = put();
    const running = abandoned().taskId;
    for (const id of [queued.id, running]) writeFileSync(`${inboxOf('planning')}/${id}.cancel`, '');
    swept();
    expect(readDone(store.home, queued.id)?.status).toBe('cancelled');
    expect(readdirSync(inboxOf('planning'))).toEqual([`${running}.cancel`]);
  });

  it('is left to its wrapper when that runs', () => {
    const task = put();
    writeFileSync(agentPlaces(store.home, 'planning').status, JSON.stringify(statusOf('planning')));
    expect(swept()).toEqual(NOTHING);
    expect(readdirSync(inboxOf('planning'))).toEqual([task.id]);
  });

  it('is thrown away when it cannot be read', () => {
    mkdirSync(inboxOf('docs'), { recursive: true });
    writeFileSync(`${inboxOf('docs')}/nothere`, '');
    expect(swept()).toEqual(NOTHING);
    expect(readdirSync(inboxOf('docs'))).toEqual([]);
  });
});

describe('an ended row without a marker', () => {
  function ended(): string {
    const id = entered();
    const claim = claimNext(store.database, 'planning', me, { id })!;
    endRun(store.database, claim, { kind: 'done' }, { tokensIn: 10, tokensOut: 20, costUsd: 0.5 });
    return id;
  }

  it('gets it, with its figures, once', () => {
    const id = ended();
    expect(swept()).toEqual({ ...NOTHING, marked: [id] });
    const figures = { tokens_in: 10, tokens_out: 20, cost_usd: 0.5, attempts: 1 };
    expect(readDone(store.home, id)).toMatchObject({ status: 'done', ...figures });
    expect(swept()).toEqual(NOTHING);
    const second = ended();
    expect(swept().marked).toEqual([second]);
  });

  it('stays without where its folder was cleared away', () => {
    const id = ended();
    rmSync(taskPlaces(store.home, id).folder, { recursive: true });
    swept();
    expect(existsSync(taskPlaces(store.home, id).folder)).toBe(false);
  });
});
