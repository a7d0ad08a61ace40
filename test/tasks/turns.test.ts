import { expect, it } from 'vitest';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { advance, endRun, requeue, retryLater } from '../../src/tasks/runs.ts';
import type { Outcome, Task } from '../../src/tasks/task.ts';
import { releasedAt, turnsOf } from '../../src/tasks/turns.ts';
import { aTask, me, newStorePerTest } from './store.ts';

const store = newStorePerTest();

function entered(fields: Partial<Task> = {}): string {
  const task = aTask(fields);
  enterTask(store.database, task);
  return task.id;
}
function begun(id: string) {
  const run = claimNext(store.database, 'planning', me, { id })!;
  advance(store.database, run, 'submitted', '');
  return run;
}
function ended(outcome: Outcome = { kind: 'done' }): string {
  const id = entered();
  endRun(store.database, begun(id), outcome);
  return id;
}
const idsOf = (filter?: Parameters<typeof turnsOf>[1]) =>
  turnsOf(store.database, filter).map(({ taskId }) => taskId);

it('a turn runs from the prompt taken to the end of its run', () => {
  const id = ended();
  const [turn] = turnsOf(store.database);
  expect(turn).toMatchObject({ taskId: id });
  expect(turn!.startedAt <= turn!.endedAt).toBe(true);
});

it('each attempt whose prompt was taken is a turn', () => {
  const id = entered();
  requeue(store.database, claimNext(store.database, 'planning', me, { id })!, 'a draft is there');
  retryLater(store.database, begun(id), { why: 'cut', notBefore: '2000', goOn: true });
  endRun(store.database, begun(id), { kind: 'done' });
  expect(idsOf()).toEqual([id, id]);
});

it('one that runs is none yet, and of one whose agent was gone nobody knows when it ended', () => {
  begun(entered());
  ended({ kind: 'agent-gone', reason: 'killed' });
  const failed = ended({ kind: 'failed', reason: 'no room' });
  expect(idsOf()).toEqual([failed]);
});

it('they can be asked for by agent and by when their tasks were made', () => {
  const id = ended();
  expect(idsOf({ agent: 'planning', since: '2000', until: '2999' })).toEqual([id]);
  expect([idsOf({ agent: 'coding' }), idsOf({ since: '2999' }), idsOf({ until: '2000' })]).toEqual([
    [],
    [],
    [],
  ]);
});

it('a task that comes after others can begin when the last of them has ended', () => {
  const [first, second] = [ended(), entered()];
  const after = entered({ after: [first, second] });
  const before = releasedAt(store.database).get(after);
  endRun(store.database, begun(second), { kind: 'done' });
  expect(before).toBeDefined();
  expect(releasedAt(store.database).get(after)! >= before!).toBe(true);
  expect(releasedAt(store.database).has(first)).toBe(false);
});
