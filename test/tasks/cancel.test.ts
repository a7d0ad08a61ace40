import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readInbox } from '../../src/agent-wrapper/records.ts';
import { agentPlaces } from '../../src/project/places.ts';
import { cancelTask } from '../../src/tasks/cancel.ts';
import { readDone, writeDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask, queueOf } from '../../src/tasks/queue.ts';
import { endRun } from '../../src/tasks/runs.ts';
import type { Task } from '../../src/tasks/task.ts';
import { statusOf } from '../cli/run-ctrlg.ts';
import { aTask, me, newStorePerTest, stateOf } from './store.ts';

const store = newStorePerTest();

function put(): Task {
  const task = aTask();
  putTask(store.home, task, 'x');
  return task;
}
const inbox = () => readdirSync(agentPlaces(store.home, 'planning').inbox);
const records = () => {
  const { home, database } = store;
  return { home, agent: 'planning', places: agentPlaces(home, 'planning'), database };
};

describe('cancelling a task', () => {
  it('that no wrapper has seen yet ends it at once, and no wrapper will', () => {
    const task = put();
    expect(cancelTask(store.home, task)).toBe('cancelled');
    expect(inbox()).toEqual([]);
    expect(readDone(store.home, task.id)).toMatchObject({ status: 'cancelled', duration_ms: 0 });
    expect(claimNext(store.database, 'planning', me)).toBeUndefined();
  });

  it('that is queued ends it at once', () => {
    const task = put();
    readInbox(records());
    expect(queueOf(store.database, 'planning')).toEqual([task.id]);
    expect(cancelTask(store.home, task)).toBe('cancelled');
    expect(stateOf(store.database, task.id)).toBe('ended');
    expect(readDone(store.home, task.id)?.reason).toBe('cancelled before it was begun');
  });

  it('that a wrapper has queued wakes that wrapper, if it still runs', () => {
    const { status } = agentPlaces(store.home, 'planning');
    const [one, other] = [put(), put()];
    readInbox(records());
    expect(cancelTask(store.home, one)).toBe('cancelled');
    expect(inbox()).toEqual([]);
    writeFileSync(status, JSON.stringify(statusOf('planning')));
    expect(cancelTask(store.home, other)).toBe('cancelled');
    expect(inbox()).toEqual([`${other.id}.cancel`]);
  });

  it('that is running asks its wrapper', () => {
    const task = put();
    readInbox(records());
    claimNext(store.database, 'planning', me);
    expect(cancelTask(store.home, task)).toBe('asked');
    expect(readInbox(records()).cancels).toEqual([task.id]);
    expect(stateOf(store.database, task.id)).toBe('running');
    expect(readDone(store.home, task.id)).toBeUndefined();
  });

  it('that a sibling has claimed asks the sibling’s wrapper', () => {
    const task = aTask({ agent: 'coding', target: 'coding' });
    putTask(store.home, task, 'x');
    enterTask(store.database, task);
    claimNext(store.database, 'coding-2', me, { targets: ['coding'] });
    expect(cancelTask(store.home, task)).toBe('asked');
    expect(readdirSync(agentPlaces(store.home, 'coding-2').inbox)).toEqual([`${task.id}.cancel`]);
  });

  it('that others were to come after ends those too', () => {
    const first = put();
    const next = aTask({ after: [first.id] });
    putTask(store.home, next, 'x');
    readInbox(records());
    cancelTask(store.home, first);
    expect(readDone(store.home, next.id)).toMatchObject({ status: 'cancelled' });
    expect(readDone(store.home, next.id)?.reason).toContain(first.id);
  });

  it('that has ended comes too late, and leaves its end as it was', () => {
    const task = put();
    enterTask(store.database, task);
    endRun(store.database, claimNext(store.database, 'planning', me)!, { kind: 'done' });
    const times = { duration_ms: 5, ended_at: 'then' };
    writeDone(store.home, { task_id: task.id, agent_id: 'planning', ...times }, { kind: 'done' });
    expect(cancelTask(store.home, task)).toBe('ended');
    expect(readDone(store.home, task.id)?.status).toBe('done');
  });

  it('twice is told as ended the second time', () => {
    const task = put();
    expect([cancelTask(store.home, task), cancelTask(store.home, task)]).toEqual(['cancelled', 'ended']);
  });

  it('leaves the other tasks of the agent alone', () => {
    const [one, other] = [put(), put()];
    cancelTask(store.home, one);
    expect(inbox()).toEqual([other.id]);
    readInbox(records());
    expect(claimNext(store.database, 'planning', me)?.taskId).toBe(other.id);
    expect(existsSync(agentPlaces(store.home, 'planning').status)).toBe(false);
  });
});
