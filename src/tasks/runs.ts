import { isoOf, nowIso, nowMs } from '../system/clock.ts';
import { type Database, transact } from '../system/database.ts';
import { isRunning, type ProcessIdentity } from '../system/processes.ts';
import type { Outcome, Task } from './task.ts';

/** The right to run a task, until somebody else claims it: every write carries its fence. */
export interface Claim {
  readonly taskId: string;
  readonly fence: number;
}

/** How far a run got, each step on evidence only. */
export type RunState = 'claimed' | 'placed' | 'submitted' | 'ended';

export interface OpenRun {
  readonly claim: Claim;
  readonly state: Exclude<RunState, 'ended'>;
  readonly submittedAt: string | null;
  readonly owner: ProcessIdentity;
}

/** Another process holds the task now; whatever this one knows of it is stale. */
export class LostClaim extends Error {}

/** Enters a put task into the database; entering it twice changes nothing. */
export function enterTask(database: Database, task: Task): void {
  transact(database, () => {
    const insert = database.prepare(
      'INSERT OR IGNORE INTO tasks (id, agent, form, created_at, deadline_at) VALUES (?, ?, ?, ?, ?)',
    );
    const { changes } = insert.run(task.id, task.agent, task.form, task.created_at, task.deadline_at);
    if (Number(changes) > 0)
      record(database, { taskId: task.id, fence: 0 }, 'queued', `put by ${task.origin.kind}`);
  });
}

/** Claims the oldest queued task of an agent, or the one named; undefined when there is none. */
export function claimNext(
  database: Database,
  agent: string,
  owner: ProcessIdentity,
  id?: string,
): Claim | undefined {
  return transact(database, () => {
    const row = database
      .prepare(
        "SELECT id, fence FROM tasks WHERE agent = ? AND state = 'queued' AND id = coalesce(?, id) ORDER BY created_at, id LIMIT 1",
      )
      .get(agent, id ?? null) as { id: string; fence: number } | undefined;
    if (!row) return undefined;
    const claim = { taskId: row.id, fence: Number(row.fence) + 1 };
    database
      .prepare("UPDATE tasks SET state = 'running', fence = ? WHERE id = ?")
      .run(claim.fence, claim.taskId);
    database
      .prepare(
        "INSERT INTO runs (task_id, fence, agent, pid, pid_started, state, claimed_at) VALUES (?, ?, ?, ?, ?, 'claimed', ?)",
      )
      .run(claim.taskId, claim.fence, agent, owner.pid, owner.started, nowIso());
    record(database, claim, 'claimed', `by ${agent}, pid ${owner.pid}`);
    return claim;
  });
}

/** Records a further step of a run with its evidence. Throws LostClaim when the claim is stale. */
export function advance(
  database: Database,
  claim: Claim,
  state: 'placed' | 'submitted',
  evidence: string,
): void {
  transact(database, () => {
    assertHeld(database, claim);
    const stamp = state === 'submitted' ? ', submitted_at = ?' : '';
    const values = state === 'submitted' ? [state, nowIso()] : [state];
    database
      .prepare(`UPDATE runs SET state = ?${stamp} WHERE task_id = ? AND fence = ?`)
      .run(...values, claim.taskId, claim.fence);
    record(database, claim, state, evidence);
  });
}

/** Gives a task back to the queue: the client never took the prompt. Throws LostClaim when the claim is stale. */
export function requeue(database: Database, claim: Claim, why: string): void {
  transact(database, () => {
    assertHeld(database, claim);
    closeRun(database, claim, 'requeued', why);
    database.prepare("UPDATE tasks SET state = 'queued' WHERE id = ?").run(claim.taskId);
    record(database, claim, 'requeued', why);
  });
}

/** Ends a run and its task. Throws LostClaim when the claim is stale. */
export function endRun(database: Database, claim: Claim, outcome: Outcome): void {
  transact(database, () => {
    assertHeld(database, claim);
    const reason = outcome.kind === 'done' ? '' : outcome.reason;
    closeRun(database, claim, outcome.kind, reason);
    database.prepare("UPDATE tasks SET state = 'ended' WHERE id = ?").run(claim.taskId);
    record(database, claim, outcome.kind, reason);
  });
}

/** Ends a task that nobody has begun; false when it is being run or has ended. */
export function endQueued(database: Database, taskId: string, outcome: Outcome): boolean {
  return transact(database, () => {
    const { changes } = database
      .prepare("UPDATE tasks SET state = 'ended' WHERE id = ? AND state = 'queued'")
      .run(taskId);
    if (Number(changes) === 0) return false;
    record(database, { taskId, fence: 0 }, outcome.kind, outcome.kind === 'done' ? '' : outcome.reason);
    return true;
  });
}

/** The ids of an agent's queued tasks, next one first. */
export function queueOf(database: Database, agent: string): string[] {
  const rows = database
    .prepare("SELECT id FROM tasks WHERE agent = ? AND state = 'queued' ORDER BY created_at, id LIMIT 100")
    .all(agent) as { id: string }[];
  return rows.map((row) => row.id);
}

/** The ids of an agent's queued tasks whose deadline has passed. */
export function overdueOf(database: Database, agent: string): string[] {
  const rows = database
    .prepare("SELECT id FROM tasks WHERE agent = ? AND state = 'queued' AND deadline_at < ?")
    .all(agent, isoOf(nowMs())) as { id: string }[];
  return rows.map((row) => row.id);
}

/** The runs of an agent that have not ended: after a crash, what its next wrapper must finish. */
export function openRunsOf(database: Database, agent: string): OpenRun[] {
  const rows = database
    .prepare("SELECT * FROM runs WHERE agent = ? AND state <> 'ended' ORDER BY claimed_at")
    .all(agent) as Record<string, string & number>[];
  return rows.map((row) => ({
    claim: { taskId: row.task_id!, fence: Number(row.fence) },
    state: row.state as unknown as OpenRun['state'],
    submittedAt: row.submitted_at ?? null,
    owner: { pid: Number(row.pid), started: String(row.pid_started) },
  }));
}

/** How tasks of an agent have ended since a moment (ISO 8601), by the end of a run or before one was begun. */
export function endedRunsOf(database: Database, agent: string, since: string) {
  const rows = database
    .prepare(
      `SELECT task_id, outcome, reason, submitted_at, ended_at FROM runs
         WHERE agent = $agent AND state = 'ended' AND outcome <> 'requeued' AND ended_at > $since
       UNION ALL SELECT task_id, what, evidence, NULL, at FROM history JOIN tasks ON id = task_id
         WHERE agent = $agent AND state = 'ended' AND history.fence = 0 AND what <> 'queued' AND at > $since`,
    )
    .all({ agent, since }) as Record<string, string>[];
  return rows.map((row) => ({
    taskId: row.task_id!,
    outcome: { kind: row.outcome, reason: row.reason } as Outcome,
    durationMs: row.submitted_at ? Date.parse(row.ended_at!) - Date.parse(row.submitted_at) : 0,
  }));
}

/** Takes over a dead wrapper's run under a new fence, keeping how far it got; undefined when its owner still runs. */
export function takeOver(database: Database, run: OpenRun, owner: ProcessIdentity): Claim | undefined {
  if (run.owner.pid !== owner.pid && isRunning(run.owner)) return undefined;
  return transact(database, () => {
    assertHeld(database, run.claim);
    const claim = { taskId: run.claim.taskId, fence: run.claim.fence + 1 };
    database
      .prepare('UPDATE runs SET fence = ?, pid = ?, pid_started = ? WHERE task_id = ? AND fence = ?')
      .run(claim.fence, owner.pid, owner.started, run.claim.taskId, run.claim.fence);
    database.prepare('UPDATE tasks SET fence = ? WHERE id = ?').run(claim.fence, claim.taskId);
    record(database, claim, 'taken over', `pid ${run.owner.pid} does not run any more`);
    return claim;
  });
}

/** Whether a run has ended its task under this very claim. */
export function hasEnded(database: Database, claim: Claim): boolean {
  const row = database
    .prepare(
      "SELECT 1 AS ended FROM runs WHERE task_id = ? AND fence = ? AND state = 'ended' AND outcome <> 'requeued'",
    )
    .get(claim.taskId, claim.fence);
  return row !== undefined;
}

/** When a run's prompt was taken by the client; null when it was not. */
export function submittedAt(database: Database, claim: Claim): string | null {
  const row = database
    .prepare('SELECT submitted_at FROM runs WHERE task_id = ? AND fence = ?')
    .get(claim.taskId, claim.fence) as { submitted_at: string | null } | undefined;
  return row?.submitted_at ?? null;
}

/** Throws LostClaim when the claim is stale. */
export function assertHeld(database: Database, claim: Claim): void {
  const row = database
    .prepare("SELECT 1 AS held FROM tasks WHERE id = ? AND fence = ? AND state = 'running'")
    .get(claim.taskId, claim.fence);
  if (!row) throw new LostClaim(`Task ${claim.taskId} is not held under fence ${claim.fence} any more.`);
}

function closeRun(database: Database, claim: Claim, outcome: string, reason: string): void {
  database
    .prepare(
      "UPDATE runs SET state = 'ended', outcome = ?, reason = ?, ended_at = ? WHERE task_id = ? AND fence = ?",
    )
    .run(outcome, reason, nowIso(), claim.taskId, claim.fence);
}

function record(database: Database, claim: Claim, what: string, evidence: string): void {
  database
    .prepare('INSERT INTO history (at, task_id, fence, what, evidence) VALUES (?, ?, ?, ?, ?)')
    .run(nowIso(), claim.taskId, claim.fence, what, evidence);
}
