import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { drawWaiting, plainLine, type Waiting } from '../../src/coordinator/view/lines.ts';
import type { WaitState } from '../../src/coordinator/view/state.ts';
import { HOSTILE, hasForeignControl, WIDTHS } from './hostile.ts';

const waiting = (own: Partial<Waiting> = {}): Waiting => ({
  agent: 'planning',
  state: { kind: 'working' },
  elapsedMs: 42_000,
  taskId: 'mwq3k51792v',
  why: 'named in the prompt',
  excerpt: [],
  notice: undefined,
  ...own,
});

const plain = (own: Partial<Waiting>, columns = 80, rows = 24): string[] =>
  drawWaiting(waiting(own), { columns, rows }).lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));

const asking = (question: string, questionId: string | null = null): WaitState => ({
  kind: 'blocked',
  question,
  questionId,
  place: undefined,
});

describe('the waiting view', () => {
  it('says who, what, how long, which task and why', () => {
    expect(plain({})).toEqual([
      '● planning  working  0:42  task mwq3k51792v  named in the prompt',
      '',
      '  o open · b background · x stop it · q stop waiting',
    ]);
  });

  it('tells what else waits, where there is room for it', () => {
    const aside = '2 other results wait: ctrlg results --waiting';
    expect(plain({ aside, excerpt: ['x'] }).slice(1)).toEqual([
      '',
      '│ x',
      '',
      `  ${aside}`,
      '',
      '  o open · b background · x stop it · q stop waiting',
    ]);
    expect(plain({ aside }, 80, 9).join()).not.toContain('other results');
  });

  it('leaves out what is spare where the terminal is narrow, and shortens the keys', () => {
    expect(plain({}, 40)).toEqual(['● planning  working  0:42', '', '  o open · b leave · x stop · q quit']);
  });

  it('shows the question word for word, wrapped', () => {
    const question = 'Bash: rm -rf node_modules && npm ci --no-audit';
    expect(plain({ state: asking(question) }, 40).slice(2, 4)).toEqual([
      '  Bash: rm -rf node_modules && npm ci',
      '  --no-audit',
    ]);
  });

  it('shows the last six lines of the window', () => {
    const excerpt = Array.from({ length: 9 }, (_, index) => `line ${index}`);
    const shown = plain({ excerpt }).filter((line) => line.startsWith('│'));
    expect(shown).toEqual([3, 4, 5, 6, 7, 8].map((index) => `│ line ${index}`));
  });

  it('gives a low terminal to the question first, and never the last row', () => {
    const question = Array.from({ length: 9 }, (_, index) => `question ${index}`).join('\n');
    expect(plain({ state: asking(question), excerpt: ['screen'] }, 60, 6)).toEqual([
      '▲ planning  blocked  0:42  task mwq3k51792v',
      '  question 0',
      '  question 1',
      '  … 7 more lines: press o',
      '  o answer · b background · x stop · q quit',
    ]);
  });

  it('gives the keys to a question that can be answered here, and names what would be hidden in it', () => {
    const question = 'Bash: echo \u001b]0;rm -rf ~;\u0007\u202e\u200b ok\nsecond';
    expect(plain({ state: asking(question, 'q-1') })).toEqual([
      '▲ planning  blocked  0:42  task mwq3k51792v  named in the prompt',
      '',
      '  Bash: echo <U+001B>]0;rm -rf ~;<U+0007><U+202E><U+200B> ok',
      '  second',
      '',
      '  y approve · n deny · o open · b background · x stop it · q stop waiting',
    ]);
    expect(plain({ state: asking('ls', 'q-1') }, 40).at(-1)).toBe('  y approve · n deny · o open · q quit');
  });

  it('shows a long question page by page; only the last one offers to answer it', () => {
    const question = Array.from({ length: 7 }, (_, index) => `question ${index}`).join('\n');
    const page = (page: number) =>
      plain({ state: asking(question, 'q-1'), excerpt: ['screen'], page }, 60, 6).slice(1);
    expect(page(0)).toEqual([
      '  question 0',
      '  question 1',
      '  question 2',
      '  space read on, 1/3 · o open · b leave · x stop · q quit',
    ]);
    expect(page(1)[0]).toBe('  question 3');
    expect(page(2)).toEqual([
      '  question 6',
      '│ screen',
      '  y approve · n deny · space again · o open · q quit',
    ]);
  });

  it('offers no answer where the question does not fit', () => {
    const drawn = (rows: number) =>
      drawWaiting(waiting({ state: asking('ls', 'q-1') }), { columns: 80, rows }).shown.pages;
    expect([2, 3, 4, 5].map(drawn)).toEqual([0, 0, 1, 1]);
  });

  it.each(WIDTHS)('keeps every line within %i columns, whatever an agent writes', (columns) => {
    for (const text of HOSTILE) {
      for (const rows of [5, 8, 24]) {
        const own = {
          state: asking(text, rows === 5 ? null : 'q'),
          excerpt: HOSTILE,
          notice: text,
          why: text,
          agent: 'a'.repeat(40),
        };
        const { lines } = drawWaiting(waiting(own), { columns, rows });
        expect(lines.length).toBeLessThan(rows);
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
        expect(lines.filter(hasForeignControl)).toEqual([]);
      }
    }
  });

  it('is drawn at once for a question as long as a file', () => {
    const began = performance.now();
    expect(plain({ state: asking('x'.repeat(1_000_000)) })).toHaveLength(23);
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('is one line for a terminal that can only print', () => {
    expect(plainLine(waiting({ state: { kind: 'queued', place: { nth: 2, of: 3 } } }), 80)).toBe(
      'planning queued 2nd of 3 · task mwq3k51792v',
    );
    expect(plainLine(waiting({ state: asking('Bash: ls\n-la') }), 80)).toBe(
      'planning blocked · Bash: ls -la',
    );
  });
});
