import { describe, expect, it } from 'vitest';
import { startOfToday } from '../../src/system/clock.ts';
import type { Figures } from '../../src/tasks/ended.ts';
import { historyOf } from '../../src/tasks/history.ts';
import { claimNext, endQueued, enterTask } from '../../src/tasks/queue.ts';
import { promptHeadsOf, spentToday, taskRows } from '../../src/tasks/rows.ts';
import { advance, endRun, noteStep, retryLater } from '../../src/tasks/runs.ts';
import type { Outcome, Task } from '../../src/tasks/task.ts';
import { aTask, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();

function entered(fields: Partial<Task> = {}): string {
  const task = aTask(fields);
  enterTask(store.database, task);
  return task.id;
}
const claim = (id: string) => claimNext(store.database, 'planning', me, { id })!;

function ended(figures: Figures = {}, outcome: Outcome = { kind: 'done' }): string {
  const id = entered();
  endRun(store.database, claim(id), outcome, figures);
  return id;
}
const idsOf = (filter: Parameters<typeof taskRows>[1]) =>
  taskRows(store.database, filter).map(({ id }) => id);

describe('a row', () => {
  it('tells all that history and figures need', () => {
    const id = entered({
      priority: 'high',
      target: 'auto',
      group: 'group1',
      parent: 'parent1',
      deadline_at: '2026-01-01',
      prompt_head: 'Find it',
    });
    const run = claim(id);
    advance(store.database, run, 'submitted', '');
    const figures = { turnMs: 1_500.4, tokensIn: 10, tokensOut: 20, costUsd: 0.25 };
    endRun(store.database, run, { kind: 'failed', reason: 'no room' }, figures);
    const [row] = taskRows(store.database);
    expect(row).toMatchObject({ id, agent: 'planning', target: 'auto', priority: 'high', state: 'ended' });
    expect(row).toMatchObject({ outcome: 'failed', reason: 'no room', isLate: true, attempts: 1 });
    expect(row).toMatchObject({ turnMs: 1_500, tokensIn: 10, tokensOut: 20, costUsd: 0.25 });
    expect(row).toMatchObject({
      group: 'group1',
      parent: 'parent1',
      promptHead: 'Find it',
      originKind: 'hook',
    });
    expect(row!.claimedAt! >= row!.createdAt).toBe(true);
    expect(row!.endedAt! >= row!.claimedAt!).toBe(true);
  });

  it('adds up what several attempts took', () => {
    const id = entered();
    const retry = { why: 'cut', notBefore: '2000', goOn: true };
    retryLater(store.database, claim(id), { ...retry, figures: { turnMs: 100, tokensIn: 1, costUsd: 0.5 } });
    retryLater(store.database, claim(id), retry);
    endRun(store.database, claim(id), { kind: 'done' }, { turnMs: 10, tokensIn: 2, tokensOut: 3 });
    const [row] = taskRows(store.database);
    expect(row).toMatchObject({ attempts: 3, turnMs: 110, tokensIn: 3, tokensOut: 3, costUsd: 0.5 });
  });

  it('knows no figures where the client tells none', () => {
    ended();
    endQueued(store.database, entered(), { kind: 'cancelled', reason: '' });
    for (const row of taskRows(store.database))
      expect(row).toMatchObject({ tokensIn: null, tokensOut: null, costUsd: null });
    expect(taskRows(store.database)[0]).toMatchObject({ claimedAt: null, attempts: 0, turnMs: 0 });
  });
});

describe('the rows', () => {
  it('can be asked for by agent, outcome, state, group, time and number, newest first', () => {
    const failed = ended({}, { kind: 'failed', reason: '' });
    const done = ended();
    const other = entered({ agent: 'coding', group: 'g', created_at: '2030-01-01T00:00:00.000Z' });
    expect(idsOf({})).toEqual([other, done, failed]);
    expect(idsOf({ limit: 2 })).toEqual([other, done]);
    expect(idsOf({ agent: 'coding' })).toEqual([other]);
    expect(idsOf({ group: 'g' })).toEqual([other]);
    expect(idsOf({ outcome: 'failed' })).toEqual([failed]);
    expect(idsOf({ state: 'ended' })).toEqual([done, failed]);
    expect(idsOf({ since: '2029' })).toEqual([other]);
    expect(idsOf({ until: '2029' })).toEqual([done, failed]);
    expect(idsOf({ agent: 'nobody' })).toEqual([]);
  });

  it('give the heads of what an agent was asked, newest first', () => {
    for (const prompt_head of ['one', 'two', 'three', '']) entered({ prompt_head });
    entered({ agent: 'coding', prompt_head: 'other' });
    expect(promptHeadsOf(store.database, 'planning', 2)).toEqual(['three', 'two']);
  });
});

describe('what was spent today', () => {
  it('is the cost of what ended since midnight, and of what is still tried', () => {
    expect(spentToday(store.database)).toBe(0);
    ended({ costUsd: 0.25 });
    ended({ costUsd: 0.5 });
    const yesterday = ended({ costUsd: 100 });
    const dayBefore = new Date(Date.parse(startOfToday()) - 1).toISOString();
    store.database.prepare('UPDATE tasks SET ended_at = ? WHERE id = ?').run(dayBefore, yesterday);
    const retry = { why: 'cut', notBefore: '2999', goOn: true, figures: { costUsd: 1 } };
    retryLater(store.database, claim(entered()), retry);
    expect(spentToday(store.database)).toBe(1.75);
  });
});

it('the history has each step with its evidence', () => {
  const id = entered();
  const run = claim(id);
  noteStep(store.database, run, 'blocked', 'May I run rm?');
  endRun(store.database, run, { kind: 'done' });
  expect(historyOf(store.database, id)).toMatchObject([
    { fence: 0, what: 'queued', evidence: 'put by hook' },
    { fence: 1, what: 'claimed' },
    { fence: 1, what: 'blocked', evidence: 'May I run rm?' },
    { fence: 1, what: 'done', evidence: '' },
  ]);
});
