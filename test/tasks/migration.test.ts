import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/system/database.ts';
import { UserError } from '../../src/system/errors.ts';
import { endedSince } from '../../src/tasks/ended.ts';
import { claimNext, enterTask, queueOf } from '../../src/tasks/queue.ts';
import { endRun, openRunsOf } from '../../src/tasks/runs.ts';
import { SCHEMAS } from '../../src/tasks/schema.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import { makeOldDatabase } from './old-database.ts';
import { aTask, historyOf, me } from './store.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-migration-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function openedOld(): Database {
  makeOldDatabase(home);
  return openTaskStore(home);
}

describe('a database of ctrlg 0.1', () => {
  it('keeps its queue in order', () => {
    const database = openedOld();
    expect(queueOf(database, 'planning')).toEqual(['queued2', 'queued1']);
    expect(claimNext(database, 'planning', me)).toEqual({ taskId: 'queued2', fence: 1 });
    expect(claimNext(database, 'other', me, { targets: ['planning'] })?.taskId).toBe('queued1');
  });

  it('knows how its tasks ended', () => {
    expect(endedSince(openedOld(), '2000')).toMatchObject([
      {
        taskId: 'done01',
        outcome: { kind: 'failed', reason: 'no room' },
        turnMs: 2_500,
        attempts: 1,
        endedAt: '2026-01-01T00:06:03.500Z',
      },
      { taskId: 'cancel1', outcome: { kind: 'cancelled', reason: 'asked' }, turnMs: 0, attempts: 0 },
    ]);
  });

  it('goes on with the run in hand', () => {
    const database = openedOld();
    const [run, ...others] = openRunsOf(database, 'planning');
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      claim: { taskId: 'running1', fence: 1 },
      state: 'submitted',
      leaseUntil: null,
    });
    endRun(database, run!.claim, { kind: 'done' });
    expect(historyOf(database, 'running1')).toEqual(['1 done']);
  });

  it('is brought up to date once', () => {
    openedOld().close();
    const again = openTaskStore(home);
    enterTask(again, aTask());
    expect(queueOf(again, 'planning')).toHaveLength(3);
    expect(again.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: SCHEMAS.length });
    expect(again.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
  });

  it('can be written to by a program of that version that still runs', () => {
    const database = openedOld();
    database.exec(
      "INSERT OR IGNORE INTO tasks (id, agent, form, created_at, deadline_at) VALUES ('old003', 'planning', 'text', '2026-01-01', '2099-01-01')",
    );
    expect(queueOf(database, 'planning')).toContain('old003');
  });
});

it('a database of a newer ctrlg is left alone, and the mend is named', () => {
  const newer = openTaskStore(home);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  expect(() => openTaskStore(home)).toThrow(UserError);
  expect(() => openTaskStore(home)).toThrow(/newer ctrlg \(schema 99/);
});
