import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agentPlaces } from '../../src/project/places.ts';
import type { Status } from '../../src/status/status.ts';
import { announce } from '../../src/tasks/ended.ts';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { isOpen, reportTask } from '../../src/tasks/report.ts';
import { endRun, retryLater } from '../../src/tasks/runs.ts';
import type { Task } from '../../src/tasks/task.ts';
import { statusOf } from '../cli/run-ctrlg.ts';
import { aTask, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();

function entered(fields: Partial<Task> = {}): string {
  const task = aTask(fields);
  putTask(store.home, task, 'x');
  enterTask(store.database, task);
  return task.id;
}
const claim = (id: string, agent = 'planning', targets?: string[]) =>
  claimNext(store.database, agent, me, targets ? { targets } : { id })!;

/** What is told with the database, and without. */
const both = (id: string) => [reportTask(store.home, id, store.database), reportTask(store.home, id)];

function agentIs(fields: Partial<Status>, agent = 'planning'): void {
  const { folder, status } = agentPlaces(store.home, agent);
  mkdirSync(folder, { recursive: true });
  writeFileSync(status, JSON.stringify({ ...statusOf(agent), ...fields }));
}

describe('a task is told as', () => {
  it('queued, before and after a wrapper has entered it', () => {
    const task = aTask();
    putTask(store.home, task, 'x');
    expect(both(task.id)).toMatchObject([{ status: 'queued' }, { status: 'queued', prompt: 'x' }]);
    enterTask(store.database, task);
    expect(both(task.id)).toMatchObject([{ status: 'queued' }, { status: 'queued', agent: 'planning' }]);
  });

  it('waiting, with what it waits for, until that is done', () => {
    const [one, two] = [entered(), entered()];
    const last = entered({ after: [one, two] });
    announce(store.home, endRun(store.database, claim(one), { kind: 'done' }));
    expect(both(last)).toMatchObject([
      { status: 'waiting', waitsFor: [two] },
      { status: 'waiting', waitsFor: [two] },
    ]);
    announce(store.home, endRun(store.database, claim(two), { kind: 'done' }));
    expect(both(last)).toMatchObject([{ status: 'queued', waitsFor: [] }, { status: 'queued' }]);
  });

  it('retrying, with the moment, which only the database knows', () => {
    const id = entered();
    const notBefore = '2999-01-01T00:00:00.000Z';
    retryLater(store.database, claim(id), { why: 'overloaded', notBefore, goOn: false });
    expect(both(id)).toMatchObject([
      { status: 'retrying', notBefore },
      { status: 'queued', notBefore: null },
    ]);
  });

  it('running, and blocked while its agent asks something', () => {
    const id = entered();
    claim(id);
    agentIs({ status: 'working', current_task: id });
    expect(both(id)).toMatchObject([{ status: 'running' }, { status: 'running' }]);
    agentIs({ status: 'blocked', current_task: id });
    expect(both(id)).toMatchObject([{ status: 'blocked' }, { status: 'blocked' }]);
    agentIs({ status: 'blocked', current_task: null });
    expect(both(id)[0]).toMatchObject({ status: 'running' });
  });

  it('its agent’s that claimed it from a sibling', () => {
    const id = entered({ agent: 'coding', target: 'coding' });
    claim(id, 'coding-2', ['coding']);
    agentIs({ status: 'working', current_task: id }, 'coding-2');
    expect(both(id)).toMatchObject([
      { status: 'running', agent: 'coding-2' },
      { status: 'running', agent: 'coding-2' },
    ]);
  });

  it('its outcome, once it has ended', () => {
    const id = entered();
    announce(store.home, endRun(store.database, claim(id), { kind: 'failed', reason: 'no room' }));
    const [report] = both(id);
    expect(report).toMatchObject({ status: 'failed', done: { reason: 'no room', attempts: 1 } });
    expect(isOpen(report!)).toBe(false);
    expect(isOpen(reportTask(store.home, entered())!)).toBe(true);
  });
});
