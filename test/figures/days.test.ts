import { afterEach, describe, expect, it } from 'vitest';
import { periodsOf as barsOf, daysOf as daysWithAnything, eachDay } from '../../src/figures/days.ts';
import type { Span } from '../../src/figures/spans.ts';
import type { TaskFact } from '../../src/tasks/rows.ts';
import { aRow, at, minutes } from './rows.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
const turn = (from: number, to: number): Span => ({
  startMs: Date.parse(at(from)),
  endMs: Date.parse(at(to)),
});
const daysOf = (...facts: Parameters<typeof daysWithAnything>) => eachDay(daysWithAnything(...facts));
const periodsOf = (rows: TaskFact[], turns: Span[], most: number) =>
  barsOf(daysWithAnything(rows, turns), most);
const asked = (minute: number, fields = {}) => aRow({ createdAt: at(minute), ...fields });

describe('a day', () => {
  it('holds the tasks that were asked on it, and how they ended', () => {
    const rows = [asked(0), asked(1, { outcome: 'failed' }), asked(2, { state: 'queued', outcome: null })];
    expect(daysOf(rows, [])).toMatchObject([
      {
        from: '2026-11-21',
        to: '2026-11-21',
        tasks: 3,
        outcomes: { done: 1, failed: 1 },
        open: 1,
        completion: 0.5,
      },
    ]);
  });

  it('has the part of a turn over midnight that lies in it', () => {
    const overnight = turn(13 * HOUR, 16 * HOUR);
    const days = daysOf([asked(13 * HOUR)], [overnight, overnight]);
    expect(days.map(({ from, tasks, turnsMs, busyMs }) => [from, tasks, turnsMs, busyMs])).toEqual([
      ['2026-11-21', 1, minutes(2 * HOUR), minutes(1 * HOUR)],
      ['2026-11-22', 0, minutes(4 * HOUR), minutes(2 * HOUR)],
    ]);
  });

  it('is not there when nothing was on it', () => {
    expect(daysOf([asked(0), asked(3 * DAY)], []).map(({ from }) => from)).toEqual([
      '2026-11-21',
      '2026-11-24',
    ]);
  });

  it('has no negative time, whatever the clock did', () => {
    expect(daysOf([asked(0)], [turn(10, 5)])).toMatchObject([{ turnsMs: 0, busyMs: 0 }]);
  });
});

describe('where clocks are changed', () => {
  const { TZ } = process.env;
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  it('a day has 23 or 25 hours, and is one bar', () => {
    process.env.TZ = 'Europe/Berlin';
    const noon = (day: number) => new Date(2026, 9, day, 12);
    const rows = [24, 26].map((day) => aRow({ createdAt: noon(day).toISOString() }));
    const allTheTime = { startMs: noon(24).getTime(), endMs: noon(26).getTime() };
    expect(periodsOf(rows, [allTheTime], 14).map(({ from, turnsMs }) => [from, turnsMs])).toEqual([
      ['2026-10-24', minutes(12 * HOUR)],
      ['2026-10-25', minutes(25 * HOUR)],
      ['2026-10-26', minutes(12 * HOUR)],
    ]);
  });
});

describe('the bars of a picture', () => {
  it('are the days from the first to the last, empty ones too', () => {
    const bars = periodsOf([asked(0), asked(0), asked(3 * DAY)], [], 14);
    expect(bars.map(({ from, to, tasks }) => [from, to, tasks])).toEqual([
      ['2026-11-21', '2026-11-21', 2],
      ['2026-11-22', '2026-11-22', 0],
      ['2026-11-23', '2026-11-23', 0],
      ['2026-11-24', '2026-11-24', 1],
    ]);
  });

  it('are weeks where the days are too many, the last one whole', () => {
    const bars = periodsOf([asked(0), asked(2 * DAY), asked(15 * DAY)], [turn(0, 5)], 14);
    expect(bars.map(({ from, to, tasks, turnsMs }) => [from, to, tasks, turnsMs])).toEqual([
      ['2026-11-16', '2026-11-22', 1, minutes(5)],
      ['2026-11-23', '2026-11-29', 1, 0],
      ['2026-11-30', '2026-12-06', 1, 0],
    ]);
  });

  it('stay few, and hold every task, when a clock was wrong by decades', () => {
    const bars = periodsOf([asked(-50 * 365 * DAY), asked(0), asked(30 * 365 * DAY)], [], 14);
    expect(bars.length).toBeLessThanOrEqual(14);
    expect(bars.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(3);
  });

  it('are none where there is nothing', () => {
    expect(periodsOf([], [], 14)).toEqual([]);
  });
});
