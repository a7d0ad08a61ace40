import { nowIso, nowMs } from '../system/clock.ts';
import { type Database, prepared, transact } from '../system/database.ts';
import { isRunning, type ProcessIdentity } from '../system/processes.ts';
import { type Ending, endTask, type Figures } from './ended.ts';
import { record } from './history.ts';
import { leaseEnd } from './leases.ts';
import type { Outcome } from './task.ts';

/** The right to run a task, until somebody else claims it: every write carries its fence. */
export interface Claim {
  readonly taskId: string;
  readonly fence: number;
}

/** How far a run got, each step on evidence only. */
export type RunState = 'claimed' | 'placed' | 'submitted' | 'ended';

export interface OpenRun {
  readonly claim: Claim;
  readonly agent: string;
  readonly state: Exclude<RunState, 'ended'>;
  readonly submittedAt: string | null;
  readonly owner: ProcessIdentity;
  /** ISO 8601; null for a run of ctrlg 0.1. */
  readonly leaseUntil: string | null;
}

/** Another process holds the task now; whatever this one knows of it is stale. */
export class LostClaim extends Error {}

/** Records a further step of a run with its evidence. Throws LostClaim when the claim is stale. */
export function advance(
  database: Database,
  claim: Claim,
  state: 'placed' | 'submitted',
  evidence: string,
): void {
  transact(database, () => {
    assertHeld(database, claim);
    prepared(
      database,
      'UPDATE runs SET state = ?, submitted_at = coalesce(?, submitted_at) WHERE task_id = ? AND fence = ?',
    ).run(state, state === 'submitted' ? nowIso() : null, claim.taskId, claim.fence);
    record(database, claim, state, evidence);
  });
}

/** Records what happened within a run (`blocked`, `unblocked`, …). Throws LostClaim when the claim is stale. */
export function noteStep(database: Database, claim: Claim, what: string, evidence: string): void {
  transact(database, () => {
    assertHeld(database, claim);
    record(database, claim, what, evidence);
  });
}

/** Gives a task back to the queue: the client never took the prompt. Throws LostClaim when the claim is stale. */
export function requeue(database: Database, claim: Claim, why: string): void {
  transact(database, () => {
    assertHeld(database, claim);
    closeRun(database, claim, 'requeued', why);
    prepared(database, "UPDATE tasks SET state = 'queued' WHERE id = ?").run(claim.taskId);
    record(database, claim, 'requeued', why);
  });
}

export interface Retry {
  readonly why: string;
  /** It is not claimed again before this moment, ISO 8601. */
  readonly notBefore: string;
  /** The turn had begun: the next delivery, by this agent only, asks to go on instead of asking anew. */
  readonly goOn: boolean;
  readonly figures?: Figures | undefined;
}

/** Closes a run that met a passing trouble; its task is tried again later. Throws LostClaim when the claim is stale. */
export function retryLater(database: Database, claim: Claim, { why, notBefore, goOn, figures }: Retry): void {
  transact(database, () => {
    assertHeld(database, claim);
    addUp(database, claim, figures);
    closeRun(database, claim, 'retried', why);
    // Once begun stays begun: the first prompt stands in the conversation.
    prepared(
      database,
      "UPDATE tasks SET state = 'queued', not_before = ?, go_on = max(go_on, ?) WHERE id = ?",
    ).run(notBefore, goOn ? 1 : 0, claim.taskId);
    record(database, claim, 'retried', `not before ${notBefore}: ${why}`);
  });
}

/** Ends a run and its task. The caller announces the ending. Throws LostClaim when the claim is stale. */
export function endRun(database: Database, claim: Claim, outcome: Outcome, figures?: Figures): Ending {
  return transact(database, () => {
    assertHeld(database, claim);
    return endHeld(database, claim, outcome, figures);
  });
}

/** As `endRun`, in the caller's transaction, who has seen that the claim is held. */
export function endHeld(database: Database, claim: Claim, outcome: Outcome, figures?: Figures): Ending {
  addUp(database, claim, figures);
  closeRun(database, claim, outcome.kind, outcome.kind === 'done' ? '' : outcome.reason);
  return endTask(database, claim.taskId, outcome, claim.fence);
}

/** One more attempt, and what it took. Without a figure of the client's, its turn is measured from the submit event. */
function addUp(database: Database, claim: Claim, figures: Figures = {}): void {
  const since = submittedAt(database, claim);
  // A clock that was set back would make it negative.
  const turnMs = figures.turnMs ?? (since === null ? 0 : Math.max(0, nowMs() - Date.parse(since)));
  prepared(
    database,
    `UPDATE tasks SET attempts = attempts + 1, turn_ms = turn_ms + $turnMs,
       tokens_in = iif($tokensIn IS NULL, tokens_in, coalesce(tokens_in, 0) + $tokensIn),
       tokens_out = iif($tokensOut IS NULL, tokens_out, coalesce(tokens_out, 0) + $tokensOut),
       cost_usd = iif($costUsd IS NULL, cost_usd, coalesce(cost_usd, 0) + $costUsd) WHERE id = $id`,
  ).run({
    turnMs: Math.round(turnMs),
    tokensIn: figures.tokensIn ?? null,
    tokensOut: figures.tokensOut ?? null,
    costUsd: figures.costUsd ?? null,
    id: claim.taskId,
  });
}

/** The runs that have not ended, only those of an agent where one is given: after a crash, what somebody must finish. */
export function openRunsOf(database: Database, agent?: string): OpenRun[] {
  const rows = prepared(
    database,
    "SELECT * FROM runs INDEXED BY runs_open WHERE state <> 'ended' AND agent = coalesce(?, agent) ORDER BY claimed_at",
  ).all(agent ?? null) as unknown as RunRow[];
  return rows.map((row) => ({
    claim: { taskId: row.task_id, fence: row.fence },
    agent: row.agent,
    state: row.state,
    submittedAt: row.submitted_at,
    owner: { pid: row.pid, started: row.pid_started },
    leaseUntil: row.lease_until,
  }));
}

interface RunRow {
  readonly task_id: string;
  readonly fence: number;
  readonly agent: string;
  readonly state: OpenRun['state'];
  readonly submitted_at: string | null;
  readonly pid: number;
  readonly pid_started: string;
  readonly lease_until: string | null;
}

/**
 * Takes over a dead wrapper's run under a new fence, keeping how far it got; undefined when its owner still runs. Throws
 * LostClaim when somebody else was faster.
 */
export function takeOver(database: Database, run: OpenRun, owner: ProcessIdentity): Claim | undefined {
  if (run.owner.pid !== owner.pid && isRunning(run.owner)) return undefined;
  return transact(database, () => {
    assertHeld(database, run.claim);
    const claim = { taskId: run.claim.taskId, fence: run.claim.fence + 1 };
    prepared(
      database,
      'UPDATE runs SET fence = ?, pid = ?, pid_started = ?, lease_until = ? WHERE task_id = ? AND fence = ?',
    ).run(claim.fence, owner.pid, owner.started, leaseEnd(), run.claim.taskId, run.claim.fence);
    prepared(database, 'UPDATE tasks SET fence = ? WHERE id = ?').run(claim.fence, claim.taskId);
    record(database, claim, 'taken over', `pid ${run.owner.pid} does not run any more`);
    return claim;
  });
}

/** Whether a run has ended its task under this very claim. */
export function hasEnded(database: Database, claim: Claim): boolean {
  const row = prepared(
    database,
    "SELECT 1 AS ended FROM runs WHERE task_id = ? AND fence = ? AND state = 'ended' AND outcome NOT IN ('requeued', 'retried')",
  ).get(claim.taskId, claim.fence);
  return row !== undefined;
}

/** When a run was claimed, epoch ms; by whoever claimed it first where it was taken over. */
export function claimedMs(database: Database, { taskId, fence }: Claim): number {
  const row = prepared(database, 'SELECT claimed_at FROM runs WHERE task_id = ? AND fence = ?').get(
    taskId,
    fence,
  ) as { claimed_at: string } | undefined;
  return Date.parse(row?.claimed_at ?? '');
}

/** When a run's prompt was taken by the client; null when it was not. */
export function submittedAt(database: Database, claim: Claim): string | null {
  const row = prepared(database, 'SELECT submitted_at FROM runs WHERE task_id = ? AND fence = ?').get(
    claim.taskId,
    claim.fence,
  ) as { submitted_at: string | null } | undefined;
  return row?.submitted_at ?? null;
}

/** Whether a client has taken the task's prompt, in whichever run. */
export const wasTaken = (database: Database, taskId: string): boolean =>
  prepared(database, 'SELECT 1 FROM runs WHERE task_id = ? AND submitted_at IS NOT NULL').get(taskId) !==
  undefined;

/** Throws LostClaim when the claim is stale. */
export function assertHeld(database: Database, claim: Claim): void {
  const row = prepared(
    database,
    "SELECT 1 AS held FROM tasks WHERE id = ? AND fence = ? AND state = 'running'",
  ).get(claim.taskId, claim.fence);
  if (!row) throw new LostClaim(`Task ${claim.taskId} is not held under fence ${claim.fence} any more.`);
}

/** Ends a run's row. `outcome`: how its task ended, or `requeued` or `retried` where it has not. */
export function closeRun(
  database: Database,
  { taskId, fence }: Claim,
  outcome: string,
  reason: string,
): void {
  prepared(
    database,
    "UPDATE runs SET state = 'ended', outcome = ?, reason = ?, ended_at = ?, lease_until = NULL WHERE task_id = ? AND fence = ?",
  ).run(outcome, reason, nowIso(), taskId, fence);
}
