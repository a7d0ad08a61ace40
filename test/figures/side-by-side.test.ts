import { describe, expect, it } from 'vitest';
import { groupGainOf, overlapOf } from '../../src/figures/side-by-side.ts';
import type { Span } from '../../src/figures/spans.ts';
import { aRow, at, minutes } from './rows.ts';

const turn = (from: number, to: number): Span => ({
  startMs: Date.parse(at(from)),
  endMs: Date.parse(at(to)),
});

describe('turns of a day', () => {
  it('that run at the same time are so many at once', () => {
    expect(overlapOf([turn(0, 10), turn(0, 10)])).toEqual({
      turnsMs: minutes(20),
      wallMs: minutes(10),
      ratio: 2,
    });
  });

  it('one after the other are one at once, however long nothing ran in between', () => {
    expect(overlapOf([turn(0, 10), turn(500, 510)])?.ratio).toBe(1);
  });

  it('of no length tell nothing', () => {
    expect(overlapOf([turn(5, 5), turn(9, 2)])).toBeUndefined();
  });
});

describe('a prompt of several tasks', () => {
  const gainOf = (tasks: Record<string, Span[]>, fields: Parameters<typeof aRow>[0] = {}) =>
    groupGainOf(
      Object.keys(tasks).map((id) => aRow({ id, group: 'g', ...fields })),
      (id) => tasks[id] ?? [],
    );

  it('is as much faster as its turns lay side by side', () => {
    expect(gainOf({ a: [turn(0, 10)], b: [turn(0, 10)], c: [turn(0, 10)] })).toEqual({
      prompts: 1,
      tasks: 3,
      turnsMs: minutes(30),
      wallMs: minutes(10),
      ratio: 3,
    });
  });

  it('pays for the time in which its tasks waited', () => {
    expect(gainOf({ a: [turn(20, 30)], b: [turn(30, 40)] })?.ratio).toBe(0.5);
  });

  it('gained nothing when one turn ran alone', () => {
    expect(gainOf({ a: [turn(0, 10)], b: [] })).toBeUndefined();
  });

  it('counts all turns of a task that was tried again', () => {
    expect(gainOf({ a: [turn(0, 10), turn(15, 20)], b: [turn(0, 20)] })).toMatchObject({
      turnsMs: minutes(35),
      wallMs: minutes(20),
    });
  });

  it('does not count while one of them is open, or when nobody knows how long one took', () => {
    const turns = { a: [turn(0, 10)], b: [turn(0, 10)] };
    expect(gainOf(turns, { state: 'running', outcome: null })).toBeUndefined();
    expect(gainOf(turns, { outcome: 'agent-gone' })).toBeUndefined();
  });

  it('does not seem faster because the clock was set back', () => {
    const gain = gainOf({ a: [turn(-60, -50)], b: [turn(-60, -50)] });
    expect(gain).toMatchObject({ turnsMs: minutes(20), wallMs: minutes(10), ratio: 2 });
  });

  it('weighs as much as it took, among others', () => {
    const rows = ['a', 'b', 'c', 'd'].map((id, n) => aRow({ id, group: n < 2 ? 'g' : 'h' }));
    const turns: Record<string, Span[]> = {
      a: [turn(0, 60)],
      b: [turn(0, 60)],
      c: [turn(0, 1)],
      d: [turn(1, 2)],
    };
    const gain = groupGainOf(rows, (id) => turns[id]!);
    expect(gain).toMatchObject({ prompts: 2, turnsMs: minutes(122), wallMs: minutes(62) });
  });

  it('is none where each prompt was one task', () => {
    expect(groupGainOf([aRow({ id: 'a' }), aRow({ id: 'b' })], () => [turn(0, 10)])).toBeUndefined();
  });
});
