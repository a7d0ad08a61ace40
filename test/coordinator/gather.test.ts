import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gather, type Part, summaryLine } from '../../src/coordinator/gather.ts';
import { taskPlaces } from '../../src/project/places.ts';
import type { Done } from '../../src/tasks/done-marker.ts';
import { newTask } from '../../src/tasks/task.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-gather-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const task = (agent: string) => newTask({ agent, isCommand: false, deadlineMinutes: 1, origin: 'hook' });
const part = (agent: string, settled: (done: Done) => Part['settled'], ms = 60_000): Part => {
  const one = task(agent);
  const done: Done = {
    version: 1,
    task_id: one.id,
    agent_id: agent,
    status: 'done',
    reason: '',
    duration_ms: ms,
    ended_at: '2030-01-01T00:00:00.000Z',
  };
  return { task: one, settled: settled(done) };
};
const done = (agent: string, ms?: number) => part(agent, (one) => ({ kind: 'done', done: one }), ms);
const failed = (agent: string, ms?: number) =>
  part(
    agent,
    (one) => ({
      kind: 'not-done',
      word: 'failed',
      report: `${agent} · failed · task ${one.task_id}\nno disk`,
      done: { ...one, status: 'failed' },
    }),
    ms,
  );
const ticket = (agent: string) => part(agent, () => ({ kind: 'ticket' }));

it('the first line tells how it went, and how much faster than one after the other', () => {
  expect(summaryLine([done('a'), done('b', 80_000), failed('c', 10_000)], 70_000)).toBe(
    '[ctrlg] 3 tasks: 2 done, 1 failed · wall 1:10 · turns 2:30 · 2.1 × faster than one after the other',
  );
});

it('no speed is told of a single turn, and none that is no gain', () => {
  expect(summaryLine([done('a'), ticket('b')], 70_000)).toBe('[ctrlg] 2 tasks: 1 done, 1 in the background');
  expect(summaryLine([done('a'), done('b')], 130_000)).toBe(
    '[ctrlg] 2 tasks: 2 done · wall 2:10 · turns 2:00',
  );
  expect(summaryLine([failed('a', 0), failed('b', 0)], 1_000)).toBe(
    '[ctrlg] none of 2 tasks was done: 2 failed',
  );
});

it('one that ended after its deadline is called late', () => {
  const late = part('a', (one) => ({ kind: 'done', done: { ...one, late: true } }));
  expect(summaryLine([late, ticket('b')], 1)).toBe('[ctrlg] 2 tasks: 1 done late, 1 in the background');
});

it('each has a heading in the order written, its result byte for byte, or why there is none', () => {
  const parts = [done('a'), failed('b'), done('c'), ticket('d')];
  const results = [Buffer.from([0x61, 0xff, 0x00, 0x1b, 0x0a, 0x0a]), Buffer.from('no line end')];
  for (const [index, one] of [parts[0]!, parts[2]!].entries()) {
    mkdirSync(taskPlaces(home, one.task.id).folder, { recursive: true });
    writeFileSync(taskPlaces(home, one.task.id).result, results[index]!);
  }
  const [a, b, c, d] = parts.map((one) => one.task.id);
  const lines = [
    '[ctrlg] 4 tasks: 2 done, 1 failed, 1 in the background · wall 1:00 · turns 3:00 · 3.0 × faster than one after the other\n',
    `[ctrlg] d works on it in the background: ctrlg results ${d}\n`,
    `\n## a · done in 1 min 00 s · task ${a}\n\n`,
  ];
  const answer = gather(home, parts, 60_000);
  expect(answer.toString('latin1')).toBe(
    Buffer.concat([
      Buffer.from(lines.join('')),
      results[0]!,
      Buffer.from(`\n## b · failed · task ${b}\nno disk\n\n## c · done in 1 min 00 s · task ${c}\n\n`),
      results[1]!,
      Buffer.from('\n'),
    ]).toString('latin1'),
  );
});

it('tasks that all go on leave their tickets only', () => {
  const parts = [ticket('a'), ticket('b')];
  expect(gather(home, parts, 1).toString()).toBe(
    parts
      .map(
        ({ task: { agent, id } }) => `[ctrlg] ${agent} works on it in the background: ctrlg results ${id}\n`,
      )
      .join(''),
  );
});
