import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasLapsed, LEASE_MS, leaseEnd, renewLeases } from '../../src/tasks/leases.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { endRun, openRunsOf, takeOver } from '../../src/tasks/runs.ts';
import { aTask, deadOwner, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();
afterEach(() => void vi.useRealTimers());

const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

function claimed(owner = me) {
  enterTask(store.database, aTask());
  return claimNext(store.database, 'planning', owner)!;
}
const leases = () => openRunsOf(store.database).map(({ leaseUntil }) => leaseUntil);

describe('a lease', () => {
  it('begins with the claim and lasts a minute', () => {
    claimed();
    expect(leases().map(hasLapsed)).toEqual([false]);
    later(LEASE_MS - 1_000);
    expect(leases().map(hasLapsed)).toEqual([false]);
    later(1_000);
    expect(leases().map(hasLapsed)).toEqual([true]);
  });

  it('is renewed for all runs of its owner, and for nobody else’s', () => {
    claimed();
    claimed();
    claimed(deadOwner);
    later(LEASE_MS);
    expect(renewLeases(store.database, me)).toBe(2);
    expect(leases().map(hasLapsed)).toEqual([false, false, true]);
  });

  it('is none any more when the run has ended, and a new one when it is taken over', () => {
    endRun(store.database, claimed(), { kind: 'done' });
    expect(renewLeases(store.database, me)).toBe(0);
    claimed(deadOwner);
    later(LEASE_MS);
    takeOver(store.database, openRunsOf(store.database)[0]!, me);
    expect(leases().map(hasLapsed)).toEqual([false]);
  });

  it('from before the clock was set back has lapsed, as have one that is missing and one that is no date', () => {
    const before = leaseEnd();
    later(-3_600_000);
    expect([before, null, 'soon'].map(hasLapsed)).toEqual([true, true, true]);
    expect(hasLapsed(leaseEnd())).toBe(false);
  });
});
