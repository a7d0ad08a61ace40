import { mkdirSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { minutesFolder } from '../../src/project/places.ts';
import { UserError } from '../../src/system/errors.ts';
import { countPut } from '../../src/tasks/limits.ts';
import { putTask } from '../../src/tasks/put.ts';
import { canMount, onTinyDisk } from '../system/tiny-disk.ts';
import { aTask, newStorePerTest } from './store.ts';

const store = newStorePerTest();
const LIMITS = { tasksPerMinute: 3, depth: 2 };
const count = (tasks = 1, depth = 0) =>
  countPut(
    store.home,
    Array.from({ length: tasks }, () => ({ depth })),
    LIMITS,
  );

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

describe('the tasks of a minute', () => {
  it('may be as many as the limit, by whomever they are put', () => {
    count();
    count(2);
    expect(() => count()).toThrow(UserError);
    expect(() => count()).toThrow('limits.tasksPerMinute is 3. Nothing was put.');
  });

  it('are refused all together when they are too many', () => {
    expect(() => count(4)).toThrow('4 tasks were put in this minute');
  });

  it('are forgotten in the next one', () => {
    count(3);
    vi.setSystemTime(Date.now() + 60_000);
    expect(() => count(3)).not.toThrow();
    expect(readdirSync(minutesFolder(store.home))).toHaveLength(1);
  });

  it('are counted anew when the clock is set back', () => {
    count(3);
    vi.setSystemTime(Date.now() - 86_400_000);
    expect(() => count(3)).not.toThrow();
  });

  it.skipIf(!canMount)('need not be counted on a full disk: none can be put', () => {
    onTinyDisk((disk) => {
      mkdirSync(minutesFolder(disk.folder));
      disk.fill();
      expect(() => countPut(disk.folder, [{ depth: 0 }], LIMITS)).not.toThrow();
      expect(() => putTask(disk.folder, aTask(), 'x')).toThrow(/prompt\.md was not written/);
    });
  });
});

describe('delegation', () => {
  it('may go as deep as the limit, and the refusal says what to do', () => {
    expect(() => count(1, 2)).not.toThrow();
    expect(() => count(1, 3)).toThrow('3 deep; limits.depth is 2');
    try {
      count(1, 3);
    } catch (error) {
      expect((error as UserError).mend).toContain('raise limits.depth');
    }
  });
});
