import { expect, it } from 'vitest';
import { type Pressed, pressIn } from '../../src/coordinator/menu/list.ts';
import type { Key } from '../../src/coordinator/terminal/keys.ts';

const CHOICES = [
  { name: 'planning' },
  { name: 'coding' },
  { name: 'perf' },
  { name: 'review' },
  { name: 'results', hotkey: 'r' },
  { name: 'edit', hotkey: 'e' },
];

const press = (key: Key['kind'] | string, at = 0): Pressed =>
  pressIn(CHOICES, at, (key.length === 1 ? { kind: 'char', char: key } : { kind: key }) as Key);

it('arrows and j, k go round', () => {
  expect(press('down')).toEqual({ kind: 'move', to: 1 });
  expect(press('j', 5)).toEqual({ kind: 'move', to: 0 });
  expect(press('up')).toEqual({ kind: 'move', to: 5 });
  expect(press('k', 2)).toEqual({ kind: 'move', to: 1 });
});

it('a number marks its choice, and Enter picks the marked one', () => {
  expect(press('3')).toEqual({ kind: 'move', to: 2 });
  expect(press('enter', 2)).toEqual({ kind: 'pick', index: 2 });
  expect(press('9')).toMatchObject({ kind: 'other' });
  expect(press('5')).toMatchObject({ kind: 'other' });
});

it('a first letter marks the next choice of that letter', () => {
  expect(press('p')).toEqual({ kind: 'move', to: 2 });
  expect(press('p', 2)).toEqual({ kind: 'move', to: 0 });
  expect(press('c')).toEqual({ kind: 'move', to: 1 });
});

it('a key of its own picks at once, and a capital reaches the name behind it', () => {
  expect(press('r')).toEqual({ kind: 'pick', index: 4 });
  expect(press('R')).toEqual({ kind: 'move', to: 3 });
  expect(press('e')).toEqual({ kind: 'pick', index: 5 });
});

it('Esc, Ctrl-C and q leave; what is not the list’s is handed on with the marked choice', () => {
  expect([press('escape'), press('cancel'), press('q')]).toEqual(Array(3).fill({ kind: 'leave' }));
  expect(press('o', 3)).toEqual({ kind: 'other', char: 'o', at: 3 });
});

it('choices with a key of their own have no number, wherever they stand', () => {
  const choices = [{ name: 'results', hotkey: 'r' }, { name: 'planning' }, { name: 'coding' }];
  const press2 = (char: string) => pressIn(choices, 0, { kind: 'char', char });
  expect(press2('1')).toEqual({ kind: 'move', to: 1 });
  expect(press2('2')).toEqual({ kind: 'move', to: 2 });
  expect(press2('3')).toMatchObject({ kind: 'other' });
});
