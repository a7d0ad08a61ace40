import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type ListScreen, listLines } from '../../src/coordinator/menu/lines.ts';
import { MENU_KEYS, menuHead } from '../../src/coordinator/menu/prompt.ts';
import type { Row } from '../../src/coordinator/menu/rows.ts';
import { HOSTILE, hasForeignControl, WIDTHS } from './hostile.ts';

const AGENTS: Row[] = ['planning', 'coding', 'testing'].map((name) => ({
  name,
  state: 'idle',
  tone: 'green',
  about: `${name} it`,
}));
const ACTIONS: Row[] = [{ name: 'edit', hotkey: 'e', about: 'edit in my editor (vi)' }];

const screen = (own: Partial<ListScreen> = {}): ListScreen => ({
  head: menuHead('do this\nand that'),
  rows: [...AGENTS, ...ACTIONS],
  at: 1,
  notice: undefined,
  keys: MENU_KEYS,
  ...own,
});

const plain = (own: Partial<ListScreen>, columns = 80, rows = 24): string[] =>
  listLines(screen(own), { columns, rows }).map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));

describe('the menu', () => {
  it('shows the prompt, the agents in columns, the other ways, and the keys', () => {
    expect(plain({})).toEqual([
      '  do this',
      '  and that',
      '',
      '  1  planning  idle  planning it',
      '❯ 2  coding    idle  coding it',
      '  3  testing   idle  testing it',
      '',
      '  e  edit in my editor (vi)',
      '',
      '  ↑↓ or a number · Enter pick · o open its window · q leave',
    ]);
  });

  it('numbers only what has no key of its own, and sets apart what has', () => {
    const offers: Row[] = [{ name: 'results', hotkey: 'r', about: 'results waiting (2)' }];
    expect(plain({ rows: [...offers, ...AGENTS, ...ACTIONS], at: 1 }).slice(3, 9)).toEqual([
      '  r  results waiting (2)',
      '',
      '❯ 1  planning  idle  planning it',
      '  2  coding    idle  coding it',
      '  3  testing   idle  testing it',
      '',
    ]);
  });

  it('shows three lines of a prompt, and says that an empty one is empty', () => {
    expect(menuHead('one\n\ntwo\nthree\nfour')).toEqual(['one', 'two', 'three …']);
    expect(menuHead(' \n')).toEqual(['The prompt is empty: pick an agent to see its window.']);
  });

  it('gives up the prompt, then the gaps, where the terminal is low', () => {
    expect(plain({}, 60, 10)[0]).toBe('  do this');
    expect(plain({}, 60, 8)).toHaveLength(7);
    expect(plain({}, 60, 8)[0]).toBe('  1  planning  idle  planning it');
    expect(plain({}, 60, 6)).toHaveLength(5);
  });

  it('scrolls with the marked row, and arrows tell of more', () => {
    const rows = Array.from(
      { length: 12 },
      (_, index): Row => ({ name: `agent${index}`, state: 'idle', about: '' }),
    );
    const shown = plain({ rows, at: 6 }, 60, 5)
      .slice(0, -1)
      .map((line) => line.trimEnd());
    expect(shown).toEqual(['↑ 6  agent5   idle', '❯ 7  agent6   idle', '↓ 8  agent7   idle']);
    expect(plain({ rows, at: 11 }, 60, 5)[2]).toContain('❯    agent11');
  });

  it('tells what a key came to above the keys', () => {
    expect(plain({ notice: 'Its window is in another tmux.' }).slice(-2)[0]).toBe(
      '  Its window is in another tmux.',
    );
  });

  it.each(WIDTHS)('keeps every line within %i columns, whatever an agent writes', (columns) => {
    const rows = HOSTILE.map(
      (text, index): Row => ({ name: `${index}`.repeat(40), state: 'blocked +12', about: text }),
    );
    for (const text of HOSTILE) {
      for (const height of [5, 9, 50]) {
        const lines = listLines(screen({ head: menuHead(text), rows, at: 3, notice: text }), {
          columns,
          rows: height,
        });
        expect(lines.length).toBeLessThan(height);
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
        expect(lines.filter(hasForeignControl)).toEqual([]);
        expect(lines.some((line) => line.includes('❯'))).toBe(true);
      }
    }
  });
});
