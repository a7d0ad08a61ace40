/**
 * The steps from an empty database to the present one, each run once for a file. A step that has been released is never
 * changed again: what is to be otherwise is a further step.
 *
 * A task is `queued`, `running` (one run holds it) or `ended`; its `fence` counts its claims, and every write for a run
 * must carry the fence it was claimed with. Moments are ISO 8601, so that they compare as text.
 */
export const SCHEMAS: readonly string[] = [
  // `IF NOT EXISTS`: the files of ctrlg 0.1 have these tables and no version.
  `CREATE TABLE IF NOT EXISTS tasks (
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
   CREATE INDEX IF NOT EXISTS history_by_task ON history (task_id);`,

  // `waits`: 1 while a task that must be done first is not. The queue's indexes hold queued tasks only, so that neither
  // thousands that have ended nor thousands that wait for others make a claim slower.
  `ALTER TABLE tasks ADD COLUMN target TEXT;
   ALTER TABLE tasks ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal';
   ALTER TABLE tasks ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE tasks ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE tasks ADD COLUMN not_before TEXT;
   ALTER TABLE tasks ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE tasks ADD COLUMN go_on INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE tasks ADD COLUMN outcome TEXT;
   ALTER TABLE tasks ADD COLUMN reason TEXT;
   ALTER TABLE tasks ADD COLUMN ended_at TEXT;
   ALTER TABLE tasks ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE tasks ADD COLUMN origin_kind TEXT;
   ALTER TABLE tasks ADD COLUMN pane TEXT;
   ALTER TABLE tasks ADD COLUMN group_id TEXT;
   ALTER TABLE tasks ADD COLUMN idempotency_key TEXT;
   ALTER TABLE tasks ADD COLUMN parent TEXT;
   ALTER TABLE tasks ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE tasks ADD COLUMN prompt_head TEXT NOT NULL DEFAULT '';
   ALTER TABLE tasks ADD COLUMN turn_ms INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE tasks ADD COLUMN tokens_in INTEGER;
   ALTER TABLE tasks ADD COLUMN tokens_out INTEGER;
   ALTER TABLE tasks ADD COLUMN cost_usd REAL;
   ALTER TABLE runs ADD COLUMN lease_until TEXT;
   UPDATE tasks SET target = agent,
     rank = coalesce(CAST(round((julianday(created_at) - 2440587.5) * 86400000) AS INTEGER), 0);
   UPDATE tasks SET attempts = 1, (outcome, reason, ended_at, turn_ms) = (
     SELECT outcome, reason, ended_at,
       coalesce(max(0, CAST(round((julianday(ended_at) - julianday(submitted_at)) * 86400000) AS INTEGER)), 0)
     FROM runs WHERE task_id = tasks.id AND state = 'ended' AND outcome <> 'requeued' ORDER BY fence DESC LIMIT 1)
     WHERE state = 'ended' AND EXISTS (
       SELECT 1 FROM runs WHERE task_id = tasks.id AND state = 'ended' AND outcome <> 'requeued');
   UPDATE tasks SET (outcome, reason, ended_at) = (
     SELECT what, evidence, at FROM history WHERE task_id = tasks.id AND fence = 0 AND what <> 'queued'
       ORDER BY seq DESC LIMIT 1)
     WHERE state = 'ended' AND outcome IS NULL;
   CREATE TABLE task_after (
     task_id TEXT NOT NULL, after_id TEXT NOT NULL, PRIMARY KEY (task_id, after_id)) STRICT, WITHOUT ROWID;
   CREATE INDEX after_by_first ON task_after (after_id);
   DROP INDEX tasks_by_agent;
   CREATE INDEX tasks_queued ON tasks (agent, waits, rank, id) WHERE state = 'queued';
   CREATE INDEX tasks_of_target ON tasks (target, rank, id) WHERE state = 'queued' AND waits = 0 AND go_on = 0;
   CREATE INDEX tasks_due ON tasks (deadline_at) WHERE state = 'queued';
   CREATE INDEX tasks_ended ON tasks (ended_at) WHERE state = 'ended';
   CREATE INDEX tasks_of_agent ON tasks (agent, created_at);
   CREATE INDEX tasks_open_cost ON tasks (cost_usd) WHERE state <> 'ended' AND cost_usd IS NOT NULL;
   CREATE INDEX runs_open ON runs (agent) WHERE state <> 'ended';`,

  // One row for each agent that ever ran: the process that is its wrapper, or was the last.
  `CREATE TABLE wrappers (
     agent TEXT PRIMARY KEY, pid INTEGER NOT NULL, started TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
];
