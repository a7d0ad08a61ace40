import { describe, expect, it } from 'vitest';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import {
  advance,
  type Claim,
  endRun,
  LostClaim,
  openRunsOf,
  requeue,
  takeOver,
} from '../../src/tasks/runs.ts';
import { aTask, deadOwner, historyOf, me, newStorePerTest, stateOf } from './store.ts';

const store = newStorePerTest();

/** A run whose wrapper was killed after this step. */
function abandoned(step?: 'placed' | 'submitted'): Claim {
  enterTask(store.database, aTask());
  const claim = claimNext(store.database, 'planning', deadOwner)!;
  if (step) advance(store.database, claim, step, '');
  return claim;
}
const onlyRun = () => openRunsOf(store.database, 'planning')[0]!;

const WRITES: [string, (claim: Claim) => void][] = [
  ['a placed prompt', (claim) => advance(store.database, claim, 'placed', '')],
  ['a submitted prompt', (claim) => advance(store.database, claim, 'submitted', '')],
  ['a task given back', (claim) => requeue(store.database, claim, '')],
  ['an end', (claim) => endRun(store.database, claim, { kind: 'done' })],
];

describe('a stale claim', () => {
  it.each(WRITES)('cannot record %s once the run was taken over', (_, write) => {
    const stale = abandoned('placed');
    const claim = takeOver(store.database, onlyRun(), me)!;
    expect(() => write(stale)).toThrow(LostClaim);
    expect(onlyRun()).toMatchObject({ claim, state: 'placed' });
    expect(historyOf(store.database, stale.taskId)).toHaveLength(4);
    expect(() => write(claim)).not.toThrow();
  });

  it.each(WRITES)('cannot record %s once the task was given back and claimed again', (_, write) => {
    const stale = abandoned();
    requeue(store.database, stale, '');
    expect(() => write(stale)).toThrow(LostClaim);
    const claim = claimNext(store.database, 'planning', me)!;
    expect(() => write(stale)).toThrow(`Task ${stale.taskId} is not held under fence 1 any more.`);
    expect(onlyRun()).toMatchObject({ claim, state: 'claimed' });
  });

  it.each(WRITES)('cannot record %s once the run has ended', (_, write) => {
    const claim = abandoned();
    endRun(store.database, claim, { kind: 'failed', reason: 'first' });
    expect(() => write(claim)).toThrow(LostClaim);
    expect(stateOf(store.database, claim.taskId)).toBe('ended');
    expect(historyOf(store.database, claim.taskId).at(-1)).toBe('1 failed');
  });

  it.each(WRITES)('cannot record %s of a task that is not there', (_, write) => {
    expect(() => write({ taskId: 'nothere', fence: 1 })).toThrow(LostClaim);
  });
});

describe('taking over', () => {
  it.each(['claimed', 'placed', 'submitted'] as const)('keeps how far a run got: %s', (state) => {
    const stale = abandoned(state === 'claimed' ? undefined : state);
    const before = onlyRun();
    const claim = takeOver(store.database, before, me);
    expect(claim).toEqual({ taskId: stale.taskId, fence: 2 });
    expect(onlyRun()).toEqual({ ...before, claim, owner: me, leaseUntil: expect.any(String) });
  });

  it('leaves the run of a wrapper that lives', () => {
    enterTask(store.database, aTask());
    const claim = claimNext(store.database, 'planning', me)!;
    expect(takeOver(store.database, onlyRun(), deadOwner)).toBeUndefined();
    expect(onlyRun()).toMatchObject({ claim, owner: me });
  });

  it('is for one only: who comes second has seen an old fence', () => {
    abandoned();
    const seen = onlyRun();
    takeOver(store.database, seen, me);
    expect(() => takeOver(store.database, seen, me)).toThrow(LostClaim);
  });

  it('leaves the fences of the runs before untouched', () => {
    const first = abandoned();
    requeue(store.database, first, 'draft');
    claimNext(store.database, 'planning', deadOwner);
    expect(takeOver(store.database, onlyRun(), me)).toEqual({ taskId: first.taskId, fence: 3 });
    const fences = store.database.prepare('SELECT fence FROM runs ORDER BY fence').all();
    expect(fences.map((row) => (row as { fence: number }).fence)).toEqual([1, 3]);
  });
});
