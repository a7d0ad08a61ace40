import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { drawMany, plainRow, type TaskRow, type WaitingMany } from '../../src/coordinator/view/many-lines.ts';
import type { WaitState } from '../../src/coordinator/view/state.ts';
import type { Done } from '../../src/tasks/done-marker.ts';
import { HOSTILE, hasForeignControl, WIDTHS } from './hostile.ts';

const ended = (status: Done['status'], reason = ''): WaitState => ({
  kind: 'ended',
  done: {
    version: 1,
    task_id: 't',
    agent_id: 'testing',
    status,
    reason,
    duration_ms: 5_000,
    ended_at: '2030-01-01T00:00:00.000Z',
  },
});

const row = (agent: string, state: WaitState, about = 'do it'): TaskRow => ({
  agent,
  state,
  elapsedMs: 42_000,
  taskId: `${agent}1`,
  about,
});

const FEW = [
  row('planning', { kind: 'working' }, 'draw the plan'),
  row('coding', { kind: 'queued', place: { nth: 2, of: 3 } }),
  row('testing', ended('done')),
  row('review', {
    kind: 'blocked',
    question: 'Bash: rm -rf node_modules',
    questionId: null,
    place: undefined,
  }),
];

const plain = (own: Partial<WaitingMany>, columns = 80, rows = 24): string[] =>
  drawMany(
    { rows: FEW, at: 0, elapsedMs: 42_000, excerpt: [], notice: undefined, ...own },
    { columns, rows },
  ).lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));

describe('the waiting view of several tasks', () => {
  it('has a line for each, with its state, its time and what it is about', () => {
    expect(plain({})).toEqual([
      '4 tasks  0:42  1 working, 1 queued, 1 done, 1 blocked',
      '',
      '❯ ● planning  working     0:42  draw the plan',
      '  ○ coding    queued 2/3  0:42  do it',
      '  ✓ testing   done        0:42  do it',
      '  ▲ review    blocked     0:42  Bash: rm -rf node_modules',
      '',
      '  ↑↓ select · o open · x stop it · b background · q stop waiting',
    ]);
  });

  it('shows the question, the answer to a key and the window of the marked one', () => {
    expect(plain({ at: 3, excerpt: ['one', 'two'], notice: 'Asked.' }).slice(5)).toEqual([
      '❯ ▲ review    blocked     0:42  Bash: rm -rf node_modules',
      '',
      '  Bash: rm -rf node_modules',
      '  Asked.',
      '',
      '│ one',
      '│ two',
      '',
      '  ↑↓ select · o open and answer · x stop it · b background · q stop waiting',
    ]);
  });

  it('shows the question of the only one that asks, with its name, where the marked one asks nothing', () => {
    const state: WaitState = { kind: 'blocked', question: 'Bash: ls', questionId: 'q-1', place: undefined };
    const rows = [row('planning', { kind: 'working' }), row('review', state)];
    expect(plain({ rows, asking: 1 }).slice(5)).toEqual([
      '  review asks:',
      '  Bash: ls',
      '',
      '  y approve review · n deny · o open · x stop · b leave · q quit',
    ]);
    expect(plain({ rows, at: 1, asking: 1 }, 100).slice(5)).toEqual([
      '  Bash: ls',
      '',
      '  y approve review · n deny · ↑↓ select · o open · x stop it · b background · q stop waiting',
    ]);
  });

  it('says what a task waits for, and why one is tried again', () => {
    const rows = [
      row('coding', { kind: 'waiting', on: ['planning'] }),
      row('testing', { kind: 'retrying', inMs: 12_000, because: 'the model is overloaded' }),
      row('review', ended('failed', 'no such branch')),
    ];
    expect(plain({ rows }).slice(2, 5)).toEqual([
      '❯ ○ coding   waiting for planning  0:42  do it',
      '  ↻ testing  retrying in 12 s      0:42  the model is overloaded',
      '  ✗ review   failed                0:42  no such branch',
    ]);
  });

  it('counts only what matters where the terminal is narrow', () => {
    expect(plain({}, 40).slice(0, 1)).toEqual(['4 tasks  0:42  1 blocked, 1 ended']);
    expect(plain({}, 40).at(-1)).toBe('  o open · x stop · b leave · q quit');
  });

  it('scrolls more tasks than rows, the marked one among them', () => {
    const rows = Array.from({ length: 30 }, (_, n) => row(`agent-${n}`, { kind: 'working' }));
    const shown = plain({ rows, at: 15 }, 80, 8).map((line) => line.slice(0, 12).trim());
    expect(shown).toEqual([
      '30 tasks  0:',
      '↑ ● agent-13',
      '● agent-14',
      '❯ ● agent-15',
      '● agent-16',
      '↓ ● agent-17',
      '↑↓ select',
    ]);
    expect(plain({ rows, at: 29 }, 80, 8).at(-2)).toMatch(/^❯ ● agent-29/);
  });

  it.each(WIDTHS)('keeps every line within %i columns, whatever an agent writes', (columns) => {
    for (const text of HOSTILE) {
      for (const [height, questionId] of [
        [5, null],
        [8, 'q'],
        [24, 'q'],
      ] as const) {
        const state: WaitState = { kind: 'blocked', question: text, questionId, place: undefined };
        const rows = [row('a'.repeat(40), state, text), row('b', ended('failed', text)), ...FEW];
        for (const at of [0, 1]) {
          const own = { rows, at, elapsedMs: 1, excerpt: HOSTILE, notice: text, asking: 0 };
          const { lines } = drawMany(own, { columns, rows: height });
          expect(lines.length).toBeLessThan(height);
          expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
          expect(lines.filter(hasForeignControl)).toEqual([]);
          expect(lines.join('\n')).toContain('❯');
        }
      }
    }
  });

  it('is a line for each task on a terminal that can only print', () => {
    expect(FEW.map((one) => plainRow(one, 80))).toEqual([
      'planning working · task planning1',
      'coding queued 2nd of 3 · task coding1',
      'testing done · task testing1',
      'review blocked · Bash: rm -rf node_modules',
    ]);
  });
});
