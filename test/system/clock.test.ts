import { describe, expect, it } from 'vitest';
import { after, batched, every, isoOf, sleep, spokenDuration } from '../../src/system/clock.ts';

describe('a duration as a person says it', () => {
  it.each([
    [0, '0 ms'],
    [849.6, '850 ms'],
    [1_000, '1.0 s'],
    [9_949, '9.9 s'],
    [10_000, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_599_600, '1 h 0 min'],
    [7_800_000, '2 h 10 min'],
    [100 * 3_600_000, '100 h 0 min'],
  ])('%d ms are %s', (ms, spoken) => {
    expect(spokenDuration(ms)).toBe(spoken);
  });
});

describe('a sleep', () => {
  it('ends at once when its signal aborts, and does not fail', async () => {
    const abort = new AbortController();
    const slept = sleep(60_000, abort.signal);
    abort.abort();
    await slept;
    await sleep(60_000, abort.signal);
  });

  it('lasts as long as it was told', async () => {
    const began = performance.now();
    await sleep(20, new AbortController().signal);
    expect(performance.now() - began).toBeGreaterThanOrEqual(18);
  });
});

describe('a timer', () => {
  it('that was stopped does nothing', async () => {
    const done: string[] = [];
    const stop = [after(1, () => done.push('after')), every(1, () => done.push('every'))];
    for (const one of stop) one();
    await sleep(10);
    expect(done).toEqual([]);
  });

  it('goes on until it is stopped', async () => {
    let times = 0;
    await new Promise<void>((resolve) => {
      const stop = every(1, () => {
        times += 1;
        if (times === 3) stop();
        if (times === 3) after(10, resolve);
      });
    });
    expect(times).toBe(3);
  });
});

it('a moment is told in UTC', () => {
  expect(isoOf(0)).toBe('1970-01-01T00:00:00.000Z');
});

describe('calls in a batch', () => {
  it('come to one, and later calls to another', async () => {
    const done: string[] = [];
    const call = batched(5, () => done.push('done'));
    call();
    call();
    await new Promise<void>((resolve) => after(20, resolve));
    expect(done).toEqual(['done']);
    call();
    await new Promise<void>((resolve) => after(20, resolve));
    expect(done).toEqual(['done', 'done']);
  });

  it('that was stopped come to nothing, and it can be called again', async () => {
    const done: string[] = [];
    const call = batched(5, () => done.push('done'));
    call();
    call.stop();
    await new Promise<void>((resolve) => after(20, resolve));
    expect(done).toEqual([]);
    call();
    await new Promise<void>((resolve) => after(20, resolve));
    expect(done).toEqual(['done']);
  });
});
