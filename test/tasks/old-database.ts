import { databaseFile } from '../../src/project/places.ts';
import { openDatabase } from '../../src/system/database.ts';

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
    ('queued1', 'planning', 'text', '2026-01-01T00:04:00.000Z', '2099-01-01T00:30:00.000Z', 'queued', 0),
    ('queued2', 'planning', 'text', '2026-01-01T00:03:00.000Z', '2099-01-01T00:30:00.000Z', 'queued', 0);
  INSERT INTO runs VALUES
    ('done01', 1, 'planning', 1, '1', 'ended', '2026-01-01T00:05:00.000Z', NULL, '2026-01-01T00:05:10.000Z', 'requeued', 'draft'),
    ('done01', 2, 'planning', 1, '1', 'ended', '2026-01-01T00:06:00.000Z', '2026-01-01T00:06:01.000Z', '2026-01-01T00:06:03.500Z', 'failed', 'no room'),
    ('running1', 1, 'planning', 1, '1', 'submitted', '2026-01-01T00:07:00.000Z', '2026-01-01T00:07:01.000Z', NULL, NULL, NULL);
  INSERT INTO history (at, task_id, fence, what, evidence) VALUES
    ('2026-01-01T00:01:00.000Z', 'cancel1', 0, 'queued', 'put by hook'),
    ('2026-01-01T00:01:30.000Z', 'cancel1', 0, 'cancelled', 'asked');`;

/** A state folder's database as ctrlg 0.1 left it, with tasks in all states. */
export function makeOldDatabase(home: string): void {
  const old = openDatabase(databaseFile(home), []);
  old.exec('PRAGMA auto_vacuum = NONE; VACUUM');
  old.exec(OLD_SCHEMA + OLD_ROWS);
  old.close();
}
