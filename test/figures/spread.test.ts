import { expect, it } from 'vitest';
import { spreadOf } from '../../src/figures/spread.ts';

it('of nothing there is no median', () => {
  expect(spreadOf([])).toBeUndefined();
});

it('one value is its own median and its own 95th percentile', () => {
  expect(spreadOf([7])).toEqual({ count: 1, sum: 7, median: 7, p95: 7 });
});

it('at most one in twenty is longer than the 95th percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => n + 1).reverse();
  expect(spreadOf(hundred)).toEqual({ count: 100, sum: 5_050, median: 50, p95: 95 });
});

it('both are values that were measured', () => {
  expect(spreadOf([1, 100])).toMatchObject({ median: 1, p95: 100 });
  expect(spreadOf([5, 1, 100])).toMatchObject({ median: 5, p95: 100 });
});
