import { describe, expect, it } from 'vitest';
import { type Facts, summaryOf, waitMs } from '../../src/figures/summary.ts';
import { aRow, aTurn, at, minutes } from './rows.ts';

const of = (facts: Partial<Facts>) => summaryOf({ rows: [], turns: [], releasedAt: new Map(), ...facts });

describe('a summary', () => {
  it('of nothing has no medians and no ratios', () => {
    const summary = of({});
    expect(summary).toMatchObject({
      tasks: 0,
      completion: null,
      retries: 0,
      byAgent: [],
      byDay: [],
      bars: [],
    });
    expect([summary.turns, summary.wait, summary.overlap, summary.groups]).toEqual(Array(4).fill(undefined));
  });

  it('tells what share of the ended tasks was done; an open one is neither', () => {
    const rows = [
      aRow(),
      aRow(),
      aRow({ outcome: 'cancelled' }),
      aRow({ outcome: 'done', isLate: true }),
      aRow({ state: 'running', outcome: null }),
    ];
    expect(of({ rows })).toMatchObject({ tasks: 5, open: 1, late: 1, completion: 0.75 });
  });

  it('counts each turn after the first one of its task as a retry', () => {
    const rows = [aRow({ attempts: 3 }), aRow({ attempts: 1 }), aRow({ attempts: 0 }), aRow({ attempts: 2 })];
    expect(of({ rows })).toMatchObject({ retries: 3, retriedTasks: 2 });
  });

  it('adds up what clients told, and says for how many tasks they told it', () => {
    const rows = [
      aRow({ tokensIn: 100, tokensOut: 10, costUsd: 0.5 }),
      aRow({ tokensIn: 200 }),
      aRow(),
      aRow({ claimedAt: null }),
    ];
    expect(of({ rows })).toMatchObject({
      tokensIn: 300,
      tokensOut: 10,
      usd: 0.5,
      tokensTold: 2,
      costTold: 1,
      begun: 3,
    });
  });

  it('has the figures of each agent, the one with the most tasks first', () => {
    const rows = [aRow({ id: 'a' }), aRow({ id: 'b', agent: 'coding' }), aRow({ id: 'c', agent: 'coding' })];
    const turns = [aTurn('a', 0, 1), aTurn('b', 0, 4), aTurn('c', 4, 6)];
    const { byAgent } = of({ rows, turns });
    expect(byAgent.map(({ agent, tasks, turns: spread }) => [agent, tasks, spread?.sum])).toEqual([
      ['coding', 2, minutes(6)],
      ['planning', 1, minutes(1)],
    ]);
  });
});

describe('the wait in a queue', () => {
  it('runs from the asking to the first claim', () => {
    expect(waitMs(aRow({ claimedAt: at(3) }))).toBe(minutes(3));
  });

  it('of a task that came after others runs from the end of the last of those', () => {
    expect(waitMs(aRow({ claimedAt: at(12) }), at(10))).toBe(minutes(2));
    expect(waitMs(aRow({ claimedAt: at(12) }), at(-10))).toBe(minutes(12));
  });

  it('is not known of a task that was never begun', () => {
    expect(waitMs(aRow({ claimedAt: null }))).toBeUndefined();
  });

  it('is 0 where the clock was set back, never negative', () => {
    expect(waitMs(aRow({ claimedAt: at(-5) }))).toBe(0);
  });
});
