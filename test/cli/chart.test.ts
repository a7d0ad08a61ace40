import { describe, expect, it } from 'vitest';
import { chartLines } from '../../src/cli/stats/chart.ts';
import type { Styler } from '../../src/cli/style.ts';
import type { Period } from '../../src/figures/days.ts';
import { widthOf } from '../../src/system/width.ts';

const NONE = { done: 0, failed: 0, cancelled: 0, 'timed-out': 0, 'agent-gone': 0 };
const day = (from: string, outcomes: Partial<Period['outcomes']>, open = 0): Period => {
  const all = { ...NONE, ...outcomes };
  const tasks = Object.values(all).reduce((sum, count) => sum + count, open);
  return { from, to: from, tasks, outcomes: all, open, late: 0, completion: null, turnsMs: 0, busyMs: 0 };
};
const plain: Styler = (_, text) => text;
const drawn = (periods: Period[], width = 60, style = plain) => chartLines(periods, { width, style });

describe('the chart', () => {
  it('has a bar for each day, parted by outcome, with the exact numbers', () => {
    const days = [
      day('2026-11-19', { done: 6, failed: 3, cancelled: 1 }),
      day('2026-11-20', {}),
      day('2026-11-21', { done: 2 }, 2),
    ];
    expect(drawn(days, 66)).toEqual([
      'Tasks per day  █ done  ▓ failed  ░ cancelled  · open',
      '11-19 │███████████████████▓▓▓▓▓▓▓▓▓░░░ 10 · 3 failed · 1 cancelled',
      '11-20 │ 0',
      '11-21 │███████······ 4 · 2 open',
    ]);
  });

  it('shows a single failure among many', () => {
    const [, bar] = drawn([day('2026-11-21', { done: 1_000, failed: 1 })]);
    expect(bar).toMatch(/█{20,}▓ 1001 · 1 failed$/);
  });

  it('shows a quiet day beside a busy one', () => {
    const [, quiet] = drawn([day('2026-11-20', { done: 1 }), day('2026-11-21', { done: 5_000 })]);
    expect(quiet).toMatch(/│█ 1$/);
  });

  it.each([20, 30, 40, 60, 100, 200, Number.POSITIVE_INFINITY])('fits in %d columns', (width) => {
    const many = { done: 777, failed: 3, cancelled: 5, 'timed-out': 1, 'agent-gone': 9 };
    const days = Array.from({ length: 14 }, (_, n) =>
      day(`2026-11-${n + 10}`, n % 2 ? many : { failed: n }, n),
    );
    const lines = drawn(days, width);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(Math.min(width, 100));
    expect(lines.filter((line) => line.includes('│'))).toHaveLength(14);
  });

  it('has the colours that its caller gives and no others', () => {
    const style: Styler = (colour, text) => (text === '' ? '' : `<${colour}>${text}</>`);
    const lines = drawn([day('2026-11-21', { done: 1, failed: 1 })], 50, style);
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(lines[0]).toBe('Tasks per day  <green>█</> done  <red>▓</> failed');
    expect(lines.at(-1)).toMatch(/^11-21 │<green>█+<\/><red>▓+<\/> 2 · 1 failed$/);
  });

  it('names the days of a bar that stands for several', () => {
    const week = { ...day('2026-11-16', { done: 1 }), to: '2026-11-22' };
    expect(drawn([week])[0]).toBe('Tasks  █ done');
    expect(drawn([week])[1]).toMatch(/^26-11-16 – 26-11-22 │█+ 1$/);
  });
});
