import { expect, test } from 'vitest';
import { boxRows, rowsTaken } from '../../src/terminal-client/box-view.ts';

const window = { columns: 20, rows: 24 };
const view = { status: 'idle', draft: '', dialog: undefined };

test('an empty box is a status line and a prompt', () => {
  expect(boxRows(view, window)).toEqual(['idle', '> ']);
});

test('no row is as wide as the window, so the terminal never wraps one', () => {
  const rows = boxRows({ ...view, status: 's'.repeat(50), draft: '漢字'.repeat(40) }, window);
  expect(Math.max(...rows.map((row) => rowsTaken([row], 20)))).toBe(1);
  expect(rows.every((row) => row.length < 20)).toBe(true);
});

test('of a long text the end is shown', () => {
  const draft = Array.from({ length: 1_000 }, (_, line) => `line ${line}`).join('\n');
  const rows = boxRows({ ...view, draft }, window);
  expect(rows.at(-1)).toBe('  line 999');
  expect(rows.length).toBeLessThan(12);
});

test('a dialog stands in the place of the box', () => {
  expect(boxRows({ ...view, draft: 'draft', dialog: ['Sure?'] }, window)).toEqual(['Sure?']);
});

test('rows that a narrower window has wrapped are counted as wrapped', () => {
  expect(rowsTaken(['x'.repeat(50), '> '], 20)).toBe(4);
});
