import { describe, expect, it } from 'vitest';
import { Changes } from '../../src/system/changes.ts';

describe('waiting for a change', () => {
  it('looks at once, and needs no change when it sees what it wants', async () => {
    expect(await new Changes().until(() => 'seen')).toBe('seen');
  });

  it('looks again at every change until it sees something', async () => {
    const changes = new Changes();
    let looks = 0;
    const seen = changes.until(() => (++looks === 3 ? looks : undefined));
    for (let pokes = 0; pokes < 5; pokes += 1) changes.poke();
    expect(await seen).toBe(3);
    expect(looks).toBe(3);
  });

  it.each([
    ['zero', 0],
    ['an empty text', ''],
    ['null', null],
  ])('takes %s for something seen, and only undefined and false for nothing', async (_, value) => {
    expect(await new Changes().until(() => value, 5)).toBe(value);
    expect(await new Changes().until(() => false as const, 5)).toBeUndefined();
  });

  it('gives up after its time with undefined', async () => {
    const began = performance.now();
    expect(await new Changes().until(() => undefined, 30)).toBeUndefined();
    expect(performance.now() - began).toBeGreaterThanOrEqual(28);
  });

  it('takes what is there already, though it has no time at all', async () => {
    expect(await new Changes().until(() => 'seen', 0)).toBe('seen');
    expect(await new Changes().until(() => undefined, 0)).toBeUndefined();
  });

  it('does not give up at once because its time is longer than a timer can be', async () => {
    const changes = new Changes();
    let isOver = false;
    const long = changes.until(() => isOver && 'seen', 60 * 24 * 3_600_000);
    await changes.until(() => undefined, 30);
    isOver = true;
    changes.poke();
    expect(await long).toBe('seen');
  });

  it.each([0, 1])('fails when a look fails, after %i changes, and looks no more', async (after) => {
    const changes = new Changes();
    let looks = 0;
    const seen = changes.until(() => {
      if (looks++ === after) throw new Error('unreadable');
    }, 50);
    const failed = expect(seen).rejects.toThrow('unreadable');
    changes.poke();
    changes.poke();
    await failed;
    expect(looks).toBe(after + 1);
  });

  it('serves several who wait, one of whom may end in the middle of a change', async () => {
    const changes = new Changes();
    let value = 0;
    const waits = [1, 2, 1].map((wanted) => changes.until(() => value >= wanted && wanted));
    value = 1;
    changes.poke();
    expect(await Promise.all([waits[0], waits[2]])).toEqual([1, 1]);
    value = 2;
    changes.poke();
    expect(await waits[1]).toBe(2);
  });

  it('may be poked from within a look', async () => {
    const changes = new Changes();
    let isOpen = false;
    const second = changes.until(() => isOpen && 'second');
    const first = changes.until(() => {
      if (!isOpen) {
        isOpen = true;
        changes.poke();
      }
      return 'first';
    });
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });
});
