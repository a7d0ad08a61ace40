import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/api/history-entries.ts';
import { historyLines, shortMoment } from '../../src/cli/history/table.ts';
import { taskScreen } from '../../src/cli/history/task-screen.ts';
import type { WholeTask } from '../../src/cli/history/whole-task.ts';
import type { Styler } from '../../src/cli/style.ts';
import { widthOf } from '../../src/system/width.ts';
import type { TaskRow } from '../../src/tasks/rows.ts';
import { aTask } from '../tasks/store.ts';

const plain: Styler = (_, text) => text;
const tagged: Styler = (style, text) => `<${style}>${text}</>`;
const NOW = new Date(2026, 10, 21, 12).getTime();

const aRow = (fields: Partial<TaskRow> = {}): TaskRow => ({
  id: 'mwq000000aaa',
  agent: 'an-agent-with-a-long-name',
  target: 'auto',
  form: 'text',
  priority: 'normal',
  state: 'ended',
  createdAt: new Date(NOW - 86_400_000).toISOString(),
  deadlineAt: new Date(NOW).toISOString(),
  claimedAt: new Date(NOW).toISOString(),
  endedAt: new Date(NOW).toISOString(),
  outcome: 'agent-gone',
  reason: '',
  isLate: true,
  attempts: 3,
  turnMs: 3_599_000,
  tokensIn: 123_456,
  tokensOut: 654_321,
  costUsd: 123.45,
  group: null,
  parent: null,
  originKind: 'hook',
  promptHead: '',
  ...fields,
});
const LONG =
  'どのように欲しい物リストを追加しますか? How should we add a wish list to the shop, 👩‍👩‍👧 and where? '.repeat(
    3,
  );
const anEntry = (fields: Partial<Entry> = {}): Entry => ({
  row: aRow(),
  status: 'agent-gone',
  waitMs: 125_000,
  promptHead: LONG,
  found: undefined,
  ...fields,
});
const listed = (entries: Entry[], width: number, text?: string, style = plain) =>
  historyLines(entries, { width, nowMs: NOW, style, text });
const widest = (lines: string[]) => Math.max(...lines.map(widthOf));

describe('the list', () => {
  it.each([40, 60, 80, 100, 200])('fits in %i columns, and shows what was asked', (width) => {
    const found = { taskId: 'x', where: 'result' as const, snippet: LONG };
    const lines = listed([anEntry(), anEntry({ found })], width, 'wish');
    expect(widest(lines)).toBeLessThanOrEqual(width);
    expect(lines[1]).toMatch(/^mwq000000aaa .*agent gone late/);
    if (width >= 60) expect(lines[1]).toContain('どの');
  });

  it('gives a wide terminal all figures', () => {
    const [titles] = listed([anEntry()], 200);
    expect(titles!.split(/ {2,}/)).toEqual([
      ...['TASK', 'ASKED', 'AGENT', 'OUTCOME', 'TURN', 'WAIT', 'TRIES', 'TOKENS', 'COST', 'PROMPT'],
    ]);
  });

  it('marks hits in colour where there are colours, in brackets where there are none', () => {
    const found = { taskId: 'x', where: 'prompt' as const, snippet: 'a wish, and a Wishlist' };
    expect(listed([anEntry({ found })], 80, 'wish').at(-1)).toBe('  └ prompt: a [wish], and a [Wishlist]');
    expect(listed([anEntry({ found })], 80, 'wish', tagged).at(-1)).toBe(
      '<dim>  └ prompt: </>a <bold><yellow>wish</></>, and a <bold><yellow>Wishlist</></>',
    );
  });

  it('tells the moment with as much as is needed', () => {
    const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();
    expect(shortMoment(at(2026, 10, 21, 9, 5), NOW)).toBe('09:05');
    expect(shortMoment(at(2026, 10, 20, 23, 59), NOW)).toBe('11-20 23:59');
    expect(shortMoment(at(2025, 10, 21, 9, 5), NOW)).toBe('2025-11-21 09:05');
  });
});

describe('one task', () => {
  const aWhole = (fields: Partial<WholeTask> = {}): WholeTask => ({
    task: aTask({ id: 'mwq000000aaa' }),
    prompt: LONG,
    status: 'agent-gone',
    agent: 'planning',
    waitsFor: [],
    notBefore: null,
    done: undefined,
    entry: anEntry(),
    context: LONG,
    result: Array.from({ length: 99 }, () => LONG).join('\n'),
    steps: [],
    group: [],
    ...fields,
  });
  const step = (at: string, what: string, evidence = '') => ({ at, fence: 1, what, evidence });
  const shown = (fields: Partial<WholeTask> = {}, width = 80) =>
    taskScreen(aWhole(fields), { width, style: plain });

  it.each([40, 60, 100, 200])('fits in %i columns', (width) => {
    const steps = [
      step('2026-11-21T10:00:00.000Z', 'queued', LONG),
      step('2026-11-22T10:00:00.000Z', 'blocked', LONG),
    ];
    expect(widest(shown({ steps }, width))).toBeLessThanOrEqual(width);
  });

  it('tells the time from step to step; one is never negative, and a new day is named', () => {
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
    const steps = [step(at(21, 9), 'queued'), step(at(21, 8), 'claimed'), step(at(22, 8), 'done')];
    const lines = shown({ steps });
    const first = lines.indexOf('Steps') + 1;
    expect(lines.slice(first, first + 3)).toEqual([
      '  09:00:00                     queued',
      '  08:00:00              +0 ms  claimed',
      '  11-22 08:00:00  +24 h 0 min  done',
    ]);
  });

  it('can do nothing to a terminal, whatever stands in it', () => {
    const hostile = '\u001b]0;x\u0007\u001b[2Jred\u202e\n\u0000b';
    const steps = [step('2026-11-21T10:00:00.000Z', 'blocked', hostile)];
    const entry = anEntry({ row: aRow({ reason: hostile }) });
    const lines = shown({ prompt: hostile, context: hostile, result: hostile, steps, entry });
    expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
