import { describe, expect, it } from 'vitest';
import { coveredBy, lengthOf, type Span, sumOf } from '../../src/figures/spans.ts';

const span = (startMs: number, endMs: number): Span => ({ startMs, endMs });

describe('the time that turns took', () => {
  it.each([
    ['one after the other', [span(0, 10), span(20, 30)], 20, 20],
    ['one right after the other', [span(0, 10), span(10, 30)], 30, 30],
    ['overlapping', [span(0, 10), span(5, 20)], 25, 20],
    ['one within the other', [span(0, 100), span(10, 20)], 110, 100],
    ['at the same time', [span(0, 10), span(0, 10), span(0, 10)], 30, 10],
    ['in any order', [span(50, 60), span(0, 10), span(5, 20)], 35, 30],
    ['a long one over several short ones', [span(0, 50), span(10, 20), span(30, 60)], 90, 60],
    ['none', [], 0, 0],
  ])('%s: added up, and on the clock', (_, spans, sum, covered) => {
    expect([sumOf(spans), coveredBy(spans)]).toEqual([sum, covered]);
  });

  it('is nothing where the clock was set back before the end, never less', () => {
    expect(lengthOf(span(100, 40))).toBe(0);
    expect([sumOf([span(100, 40), span(0, 10)]), coveredBy([span(100, 40), span(0, 10)])]).toEqual([10, 10]);
  });

  it('is not lengthened on the clock by a turn that ends before it starts', () => {
    expect(coveredBy([span(90, 10), span(20, 30)])).toBe(10);
  });
});
