import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseFile } from '../../src/project/places.ts';
import { type Database, openDatabase } from '../../src/system/database.ts';
import { UserError } from '../../src/system/errors.ts';
import { endedSince } from '../../src/tasks/ended.ts';
import { claimNext, enterTask, queueOf } from '../../src/tasks/queue.ts';
import { endRun, openRunsOf } from '../../src/tasks/runs.ts';
import { SCHEMAS } from '../../src/tasks/schema.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import { aTask, historyOf, me } from './store.ts';

/** The tables as ctrlg 0.1 made them. */
const OLD_SCHEMA = `
  CREATE TABLE tasks (
    id TEXT PRIMARY KEY, agent TEXT NOT NULL, form TEXT NOT NULL, created_at TEXT NOT NULL, deadline_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued', fence INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE INDEX tasks_by_agent ON tasks (agent, state, created_at);
  CREATE TABLE runs (
    task_id TEXT NOT NULL REFERENCES tasks (id), fence INTEGER NOT NULL, agent TEXT NOT NULL,
    pid INTEGER NOT NULL, pid_started TEXT NOT NULL, state TEXT NOT NULL,
    claimed_at TEXT NOT NULL, submitted_at TEXT, ended_at TEXT, outcome TEXT, reason TEXT,
    PRIMARY KEY (task_id, fence)) STRICT;
  CREATE TABLE history (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, task_id TEXT NOT NULL, fence INTEGER NOT NULL,
    what TEXT NOT NULL, evidence TEXT NOT NULL) STRICT;
  CREATE INDEX history_by_task ON history (task_id);`;

const OLD_ROWS = `
  INSERT INTO tasks VALUES
    ('done01', 'planning', 'text', '2026-01-01T00:00:00.000Z', '2026-01-01T00:30:00.000Z', 'ended', 2),
    ('cancel1', 'planning', 'text', '2026-01-01T00:01:00.000Z', '2026-01-01T00:30:00.000Z', 'ended', 0),
    ('running1', 'planning', 'text', '2026-01-01T00:02:00.000Z', '2099-01-01T00:30:00.000Z', 'running', 1),
    ('queued2', 'planning', 'text', '2026-01-01T00:04:00.000Z', '2099-01-01T00:30:00.000Z', 'queued', 0),
    ('queued1', 'planning', 'text', '2026-01-01T00:03:00.000Z', '2099-01-01T00:30:00.000Z', 'queued', 0);
  INSERT INTO runs VALUES
    ('done01', 1, 'planning', 1, '1', 'ended', '2026-01-01T00:05:00.000Z', NULL, '2026-01-01T00:05:10.000Z', 'requeued', 'draft'),
    ('done01', 2, 'planning', 1, '1', 'ended', '2026-01-01T00:06:00.000Z', '2026-01-01T00:06:01.000Z', '2026-01-01T00:06:03.500Z', 'failed', 'no room'),
    ('running1', 1, 'planning', 1, '1', 'submitted', '2026-01-01T00:07:00.000Z', '2026-01-01T00:07:01.000Z', NULL, NULL, NULL);
  INSERT INTO history (at, task_id, fence, what, evidence) VALUES
    ('2026-01-01T00:01:00.000Z', 'cancel1', 0, 'queued', 'put by hook'),
    ('2026-01-01T00:01:30.000Z', 'cancel1', 0, 'cancelled', 'asked');`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-migration-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function openedOld(): Database {
  const old = openDatabase(databaseFile(home), []);
  old.exec('PRAGMA auto_vacuum = NONE; VACUUM');
  old.exec(OLD_SCHEMA + OLD_ROWS);
  old.close();
  return openTaskStore(home);
}

describe('a database of ctrlg 0.1', () => {
  it('keeps its queue in order', () => {
    const database = openedOld();
    expect(queueOf(database, 'planning')).toEqual(['queued1', 'queued2']);
    expect(claimNext(database, 'planning', me)).toEqual({ taskId: 'queued1', fence: 1 });
    expect(claimNext(database, 'other', me, { targets: ['planning'] })?.taskId).toBe('queued2');
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
