import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { taskPlaces } from '../../src/project/places.ts';
import { outcomeOf, readDone, writeDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { reportTask } from '../../src/tasks/report.ts';
import { markTaken, waitingResults } from '../../src/tasks/taken.ts';
import type { Outcome } from '../../src/tasks/task.ts';
import { aTask, newStorePerTest } from './store.ts';

const store = newStorePerTest();

/** A task that has ended, at this second of this day. */
function ended(outcome: Outcome = { kind: 'done' }): string {
  const task = aTask();
  putTask(store.home, task, 'x');
  const times = { duration_ms: 1_500, ended_at: '2026-01-01T00:00:00.000Z' };
  writeDone(store.home, { task_id: task.id, agent_id: 'planning', ...times }, outcome);
  return task.id;
}
const waiting = () => waitingResults(store.home).map(({ task_id }) => task_id);

const OUTCOMES: Outcome[] = [
  { kind: 'done' },
  { kind: 'failed', reason: 'the model refused' },
  { kind: 'cancelled', reason: 'interrupted in its window' },
  { kind: 'timed-out', reason: 'not begun' },
  { kind: 'agent-gone', reason: 'SIGKILL' },
];

describe('a done marker', () => {
  it.each(OUTCOMES)('tells how a task ended: $kind', (outcome) => {
    const id = ended(outcome);
    const done = readDone(store.home, id)!;
    expect(done).toMatchObject({ version: 1, task_id: id, agent_id: 'planning', duration_ms: 1_500 });
    expect(outcomeOf(done)).toEqual(outcome);
  });

  it('is one line of JSON', () => {
    const text = readFileSync(taskPlaces(store.home, ended()).done, 'utf8');
    expect(text).toMatch(/^\{.*"status":"done","reason":""\}\n$/);
  });

  it('is not there while the task has not ended', () => {
    expect(readDone(store.home, 'nothere')).toBeUndefined();
  });

  const NEWER =
    '{"version":2,"task_id":"t","agent_id":"a","status":"done","reason":"","duration_ms":1,"ended_at":"x"}';

  it.each(['', '{"version":1', 'null', NEWER])(
    'that holds %j is told as unreadable, never as an end',
    (text) => {
      const id = ended();
      writeFileSync(taskPlaces(store.home, id).done, text);
      expect(() => readDone(store.home, id)).toThrow();
      expect(reportTask(store.home, id)).toMatchObject({ status: 'unreadable', done: undefined });
    },
  );
});

describe('the results that wait', () => {
  it('are those that nobody has taken, of tasks that were not cancelled, the newest first', () => {
    const ids = [
      ended(),
      ended(),
      ended({ kind: 'cancelled', reason: '' }),
      ended({ kind: 'failed', reason: '' }),
    ];
    const open = aTask();
    putTask(store.home, open, 'still open');
    markTaken(store.home, ids[1]!);
    expect(waiting()).toEqual([ids[0]!, ids[3]!].sort().reverse());
  });

  it('are none before the first task', () => {
    expect(waiting()).toEqual([]);
  });

  it('are not hidden by a marker that cannot be read', () => {
    const [first, second] = [ended(), ended()];
    writeFileSync(taskPlaces(store.home, second).done, '{"version": 2}');
    mkdirSync(taskPlaces(store.home, 'zzzzzzzz').done, { recursive: true });
    expect(waiting()).toEqual([first]);
  });

  it('may have been cleared away when they are taken', () => {
    expect(() => markTaken(store.home, 'nothere')).not.toThrow();
  });
});
