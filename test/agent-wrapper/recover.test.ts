import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recover } from '../../src/agent-wrapper/recover.ts';
import { claude } from '../../src/clients/claude.ts';
import { agentPlaces, taskPlaces } from '../../src/project/places.ts';
import { identify } from '../../src/system/processes.ts';
import { readDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, endQueued, enterTask } from '../../src/tasks/queue.ts';
import { advance, type Claim, endRun, openRunsOf, requeue } from '../../src/tasks/runs.ts';
import type { Task } from '../../src/tasks/task.ts';
import { aTask, deadOwner, me, newStorePerTest } from '../tasks/store.ts';

const store = newStorePerTest();

/** What the next wrapper makes of what the one before left. */
function recovered() {
  const { home, database } = store;
  return recover({ home, agent: 'planning', places: agentPlaces(home, 'planning'), database }, claude, me);
}

function entered(prompt = 'do it', fields: Partial<Task> = {}): Task {
  const task = aTask(fields);
  putTask(store.home, task, prompt);
  enterTask(store.database, task);
  return task;
}
function claimed(prompt?: string, fields?: Partial<Task>, owner = deadOwner): Claim {
  const task = entered(prompt, fields);
  return claimNext(store.database, 'planning', owner, { id: task.id })!;
}

describe('a run that a dead wrapper left', () => {
  it('is delivered again when its prompt had not been taken', () => {
    const { taskId } = claimed('/help \n');
    expect(recovered()).toEqual({
      kind: 'delivering',
      claim: { taskId, fence: 2 },
      text: claude.channel.asText('/help'),
      isCommand: false,
    });
  });

  it('is delivered as a command when it is one', () => {
    const claim = claimed(' /compact \n', { form: 'command' });
    advance(store.database, claim, 'placed', '');
    expect(recovered()).toMatchObject({ kind: 'delivering', text: '/compact', isCommand: true });
  });

  it('goes on since its prompt was taken', () => {
    const claim = claimed();
    advance(store.database, claim, 'submitted', '');
    const { submittedAt } = openRunsOf(store.database, 'planning')[0]!;
    expect(recovered()).toEqual({
      kind: 'running',
      claim: { ...claim, fence: 2 },
      sinceMs: Date.parse(submittedAt!),
      pending: [],
      isCommand: false,
      // What the dead wrapper saw of its tools is not known.
      hasWorked: true,
    });
  });

  it('is left to its wrapper when that lives after all', () => {
    const claim = claimed('x', {}, identify(process.ppid)!);
    expect(recovered()).toBeUndefined();
    expect(openRunsOf(store.database, 'planning')).toMatchObject([{ claim }]);
  });

  it('is nothing to take up when its task was given back', () => {
    requeue(store.database, claimed(), 'draft');
    expect(recovered()).toBeUndefined();
  });
});

describe('a run that ended in its row only', () => {
  it.each(['', '{"version":1,"task', '\0\0\0\0'])(
    'gets its marker, though a power cut left %j of it',
    (torn) => {
      const claim = claimed();
      endRun(store.database, claim, { kind: 'failed', reason: 'refused' });
      writeFileSync(taskPlaces(store.home, claim.taskId).done, torn);
      recovered();
      expect(readDone(store.home, claim.taskId)).toMatchObject({ status: 'failed', reason: 'refused' });
    },
  );

  it('gets its marker where there is none', () => {
    const claim = claimed();
    advance(store.database, claim, 'submitted', '');
    endRun(store.database, claim, { kind: 'done' });
    recovered();
    expect(readDone(store.home, claim.taskId)).toMatchObject({ status: 'done', agent_id: 'planning' });
  });

  it('gets its marker though no run of it was ever begun', () => {
    const { id } = entered();
    endQueued(store.database, id, { kind: 'cancelled', reason: 'asked' });
    recovered();
    expect(readDone(store.home, id)).toMatchObject({ status: 'cancelled' });
  });
});
