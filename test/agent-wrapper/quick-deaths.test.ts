import { expect, it } from 'vitest';
import { QuickDeaths } from '../../src/agent-wrapper/quick-deaths.ts';

const ends = (...deaths: [livedMs: number, code: number | null][]) => {
  const quick = new QuickDeaths();
  return deaths.map(([livedMs, code]) => quick.after(livedMs, code));
};

it('a client that ends right after its start begins anew at the third try, and is given up after it', () => {
  expect(ends([100, 1], [5_000, 1], [100, 1])).toEqual(['start', 'start-anew', 'give-up']);
});

it('one that was killed says nothing of its conversation', () => {
  expect(ends([100, null], [100, null], [100, null])).toEqual(['start', 'start', 'give-up']);
});

it('one that has lived for a while is counted from the beginning', () => {
  expect(ends([100, 1], [5_001, 1], [100, 1], [100, 1])).toEqual(['start', 'start', 'start', 'start-anew']);
});
