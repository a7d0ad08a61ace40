import { databaseFile } from '../project/places.ts';
import { type Database, openDatabase } from '../system/database.ts';

/**
 * The truth for who owns what. A task is `queued`, `running` (one run holds it) or `ended`; its `fence` counts its runs,
 * and every write for a run must carry the fence it was claimed with.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY, agent TEXT NOT NULL, form TEXT NOT NULL, created_at TEXT NOT NULL, deadline_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued', fence INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE INDEX IF NOT EXISTS tasks_by_agent ON tasks (agent, state, created_at);
  CREATE TABLE IF NOT EXISTS runs (
    task_id TEXT NOT NULL REFERENCES tasks (id), fence INTEGER NOT NULL, agent TEXT NOT NULL,
    pid INTEGER NOT NULL, pid_started TEXT NOT NULL, state TEXT NOT NULL,
    claimed_at TEXT NOT NULL, submitted_at TEXT, ended_at TEXT, outcome TEXT, reason TEXT,
    PRIMARY KEY (task_id, fence)) STRICT;
  CREATE TABLE IF NOT EXISTS history (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, task_id TEXT NOT NULL, fence INTEGER NOT NULL,
    what TEXT NOT NULL, evidence TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS history_by_task ON history (task_id);
`;

export const openTaskStore = (home: string): Database => openDatabase(databaseFile(home), SCHEMA);
