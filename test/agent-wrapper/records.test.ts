import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expire, finish, type Records } from '../../src/agent-wrapper/records.ts';
import { agentPlaces, taskPlaces } from '../../src/project/places.ts';
import { readDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { advance, type Claim, LostClaim, openRunsOf, requeue, takeOver } from '../../src/tasks/runs.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import { canMount, onTinyDisk } from '../system/tiny-disk.ts';
import { aTask, deadOwner, me, newStorePerTest, stateOf } from '../tasks/store.ts';

const store = newStorePerTest();
const records = (): Records => {
  const { home, database } = store;
  return { home, agent: 'planning', places: agentPlaces(home, 'planning'), database };
};

/** A run whose prompt was taken. */
function aRun(owner = me): Claim {
  const task = aTask();
  putTask(store.home, task, 'x');
  enterTask(store.database, task);
  const claim = claimNext(store.database, 'planning', owner)!;
  advance(store.database, claim, 'submitted', '');
  return claim;
}
const resultOf = ({ taskId }: Claim) => readFileSync(taskPlaces(store.home, taskId).result);
const doneOf = ({ taskId }: Claim) => readDone(store.home, taskId);
const DONE = { kind: 'done' } as const;
const said = (text: string) => ({ text, file: null });

/** The exact bytes of a result, as our own clients leave them. */
function resultFile(bytes: Uint8Array): string {
  const file = join(store.home, 'result of a client');
  writeFileSync(file, bytes);
  return file;
}

describe('the end of a run', () => {
  it('leaves the result, the row and the marker', () => {
    const claim = aRun();
    finish(records(), claim, DONE, said('é\r\n \u0000'));
    expect(resultOf(claim).toString()).toBe('é\r\n \u0000');
    expect(stateOf(store.database, claim.taskId)).toBe('ended');
    expect(doneOf(claim)).toMatchObject({ status: 'done', agent_id: 'planning', reason: '' });
  });

  it('takes the exact bytes of the client’s own file, which goes', () => {
    const claim = aRun();
    const bytes = Buffer.from([0xff, 0, 0x0a, 0x0d, 0x80]);
    const file = resultFile(bytes);
    finish(records(), claim, DONE, { text: 'as text', file });
    expect(resultOf(claim).equals(bytes)).toBe(true);
    expect(existsSync(file)).toBe(false);
  });

  it('has no result where it was not done', () => {
    const claim = aRun();
    finish(records(), claim, { kind: 'failed', reason: 'refused' }, null);
    expect(existsSync(taskPlaces(store.home, claim.taskId).result)).toBe(false);
    expect(doneOf(claim)).toMatchObject({ status: 'failed', reason: 'refused' });
  });

  it.each([
    ['was taken over', () => void takeOver(store.database, openRunsOf(store.database, 'planning')[0]!, me)],
    ['was given back', (claim: Claim) => requeue(store.database, claim, '')],
  ])('writes nothing at all when the run %s', (_, lose) => {
    const claim = aRun(deadOwner);
    lose(claim);
    const file = resultFile(Buffer.from('stale'));
    expect(() => finish(records(), claim, DONE, { text: 'stale', file })).toThrow(LostClaim);
    expect(existsSync(taskPlaces(store.home, claim.taskId).result)).toBe(false);
    expect(doneOf(claim)).toBeUndefined();
    expect(existsSync(file)).toBe(true);
  });

  it('is made again when the row could not be written', () => {
    const claim = aRun();
    const file = resultFile(Buffer.from('exact'));
    const other = openTaskStore(store.home);
    other.exec("CREATE TRIGGER full BEFORE UPDATE ON tasks BEGIN SELECT RAISE(FAIL, 'full'); END");
    expect(() => finish(records(), claim, DONE, { text: '', file })).toThrow('full');
    other.exec('DROP TRIGGER full');
    other.close();
    finish(records(), claim, DONE, { text: '', file });
    expect(resultOf(claim).toString()).toBe('exact');
    expect(doneOf(claim)?.status).toBe('done');
  });

  it('is made again when the marker could not be written', () => {
    const claim = aRun();
    mkdirSync(taskPlaces(store.home, claim.taskId).done);
    expect(() => finish(records(), claim, DONE, said('once'))).toThrow();
    rmdirSync(taskPlaces(store.home, claim.taskId).done);
    finish(records(), claim, DONE, said('twice'));
    expect(doneOf(claim)?.status).toBe('done');
    expect(resultOf(claim).toString()).toBe('once');
  });
});

it.skipIf(!canMount)(
  'a full disk at the end of a run is named, and the end is made again when there is room',
  () => {
    onTinyDisk((disk) => {
      const home = disk.folder;
      const database = openTaskStore(home);
      const task = aTask();
      putTask(home, task, 'x');
      enterTask(database, task);
      const claim = claimNext(database, 'planning', me)!;
      const full = { home, agent: 'planning', places: agentPlaces(home, 'planning'), database };
      disk.fill();
      expect(() => finish(full, claim, DONE, said('x'.repeat(10_000)))).toThrow(/^The disk is full: /);
      expect(() => finish(full, claim, { kind: 'failed', reason: 'x'.repeat(100_000) }, null)).toThrow(
        /disk is full/,
      );
      expect(stateOf(database, task.id)).toBe('running');
      disk.free();
      finish(full, claim, DONE, said('all of it'));
      expect(readDone(home, task.id)?.status).toBe('done');
      expect(readFileSync(taskPlaces(home, task.id).result, 'utf8')).toBe('all of it');
      database.close();
    }, '1m');
  },
);

describe('a deadline', () => {
  it('ends what nobody has begun, and leaves what is running', () => {
    const running = aRun();
    const late = aTask({ deadline_at: '2000-01-01T00:00:00.000Z' });
    putTask(store.home, late, 'x');
    enterTask(store.database, late);
    expire(records());
    expect(readDone(store.home, late.id)).toMatchObject({
      status: 'timed-out',
      reason: 'Agent planning had not begun it by its deadline.',
    });
    expect(doneOf(running)).toBeUndefined();
  });
});
