import { isoOf, nowIso, nowMs } from '../system/clock.ts';
import { type Database, prepared, transact } from '../system/database.ts';
import type { ProcessIdentity } from '../system/processes.ts';
import { noteClaimer } from './claimer.ts';
import { droppedBy, type Ending, endedTask, endTask, NO_ENDING } from './ended.ts';
import { record } from './history.ts';
import { leaseEnd } from './leases.ts';
import type { Claim } from './runs.ts';
import { isMessage, type Outcome, type Priority, type Task } from './task.ts';

/**
 * A task's place in its queue is a moment: when it was made, less ten minutes for a high one and more for a low one.
 * Within one priority the oldest is first, and a low one that has waited for twenty minutes goes before a new high one.
 */
const HEAD_START_MS: Record<Priority, number> = { high: 600_000, normal: 0, low: -600_000 };
/** A message is mostly about the task at hand: it goes before whatever waits. */
const MESSAGE_HEAD_START_MS = 24 * 3_600_000;

/**
 * Enters a put task into the database; entering it twice changes nothing. Where a task that was to be done first has
 * ended otherwise, this one ends with it: the caller announces that.
 */
export const enterTask = (database: Database, task: Task): Ending =>
  transact(database, () => enter(database, task));

function enter(database: Database, task: Task): Ending {
  if (!insert(database, task)) return NO_ENDING;
  record(database, { taskId: task.id, fence: 0 }, 'queued', `put by ${task.origin.kind}`);
  const unfinished = task.after.filter((first) => {
    prepared(database, 'INSERT OR IGNORE INTO task_after (task_id, after_id) VALUES (?, ?)').run(
      task.id,
      first,
    );
    return endedTask(database, first)?.outcome.kind !== 'done';
  });
  if (unfinished.length === 0) return NO_ENDING;
  const broken = unfinished.map((first) => endedTask(database, first)).find((first) => first !== undefined);
  if (broken) return endTask(database, task.id, droppedBy(broken));
  prepared(database, 'UPDATE tasks SET waits = 1 WHERE id = ?').run(task.id);
  return NO_ENDING;
}

function insert(database: Database, task: Task): boolean {
  const { changes } = prepared(
    database,
    `INSERT OR IGNORE INTO tasks (id, agent, form, created_at, deadline_at, target, priority, rank, origin_kind, pane,
       group_id, idempotency_key, parent, depth, prompt_head) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    task.id,
    task.agent,
    task.form,
    task.created_at,
    task.deadline_at,
    task.target,
    task.priority,
    rankOf(task),
    task.origin.kind,
    task.origin.pane,
    task.group,
    task.idempotency_key,
    task.parent,
    task.depth,
    task.prompt_head ?? '',
  );
  return Number(changes) > 0;
}

/** A clock that was ahead when the task was made must not keep it waiting behind all that came later. */
function rankOf(task: Task): number {
  const now = nowMs();
  const made = Date.parse(task.created_at);
  const headStartMs = isMessage(task) ? MESSAGE_HEAD_START_MS : HEAD_START_MS[task.priority];
  return (made < now ? made : now) - headStartMs;
}

export interface ClaimOptions {
  /** This task and no other, whatever its deadline. */
  readonly id?: string | undefined;
  /** What else the agent may take, from its siblings' queues: its pool's name, `auto`, `tag:review`. */
  readonly targets?: readonly string[] | undefined;
}

/** Claims the next task of an agent; undefined when there is none that may begin now. */
export function claimNext(
  database: Database,
  agent: string,
  owner: ProcessIdentity,
  options: ClaimOptions = {},
): Claim | undefined {
  const taken = transact(database, () => claim(database, agent, owner, options));
  return taken && published(database, agent, taken);
}

/** Enters tasks and claims the next one of the agent, in one transaction. */
export function enterAndClaim(
  database: Database,
  tasks: readonly Task[],
  agent: string,
  owner: ProcessIdentity,
  options: ClaimOptions = {},
): { readonly claim: Claim | undefined; readonly endings: readonly Ending[] } {
  const { taken, endings } = transact(database, () => ({
    endings: tasks.map((task) => enter(database, task)),
    taken: claim(database, agent, owner, options),
  }));
  return { claim: taken && published(database, agent, taken), endings };
}

/** A claimable task, as its row says. */
interface Candidate {
  readonly id: string;
  readonly agent: string;
  readonly fence: number;
  readonly rank: number;
}

function claim(
  database: Database,
  agent: string,
  owner: ProcessIdentity,
  options: ClaimOptions,
): { readonly claim: Claim; readonly from: string } | undefined {
  const row = candidate(database, agent, options);
  if (!row) return undefined;
  const claim = { taskId: row.id, fence: Number(row.fence) + 1 };
  prepared(database, "UPDATE tasks SET state = 'running', fence = ?, agent = ? WHERE id = ?").run(
    claim.fence,
    agent,
    claim.taskId,
  );
  prepared(
    database,
    `INSERT INTO runs (task_id, fence, agent, pid, pid_started, state, claimed_at, lease_until)
       VALUES (?, ?, ?, ?, ?, 'claimed', ?, ?)`,
  ).run(claim.taskId, claim.fence, agent, owner.pid, owner.started, nowIso(), leaseEnd());
  const from = row.agent === agent ? '' : `, from ${row.agent}’s queue`;
  record(database, claim, 'claimed', `by ${agent}, pid ${owner.pid}${from}`);
  return { claim, from: row.agent };
}

function published(database: Database, agent: string, taken: { claim: Claim; from: string }): Claim {
  if (taken.from !== agent) noteClaimer(database, taken.claim.taskId, agent);
  return taken.claim;
}

const MAY_BEGIN = "state = 'queued' AND waits = 0";
const IN_TIME = 'coalesce(not_before, ?) <= ? AND deadline_at >= ?';

function candidate(database: Database, agent: string, { id, targets }: ClaimOptions): Candidate | undefined {
  if (id !== undefined) {
    return prepared(
      database,
      `SELECT id, agent, fence, rank FROM tasks WHERE id = ? AND agent = ? AND ${MAY_BEGIN}`,
    ).get(id, agent) as Candidate | undefined;
  }
  const now = nowIso();
  const own = prepared(
    database,
    `SELECT id, agent, fence, rank FROM tasks WHERE agent = ? AND ${MAY_BEGIN} AND ${IN_TIME} ORDER BY rank, id LIMIT 1`,
  ).get(agent, now, now, now) as Candidate | undefined;
  // A turn that had begun stands in the conversation of one agent: nobody else can go on with it. A message is for one agent.
  const ofSiblings = (targets ?? []).map(
    (target) =>
      prepared(
        database,
        `SELECT id, agent, fence, rank FROM tasks WHERE target = ? AND ${MAY_BEGIN} AND go_on = 0 AND origin_kind IS NOT 'send' AND ${IN_TIME} ORDER BY rank, id LIMIT 1`,
      ).get(target, now, now, now) as Candidate | undefined,
  );
  return [own, ...ofSiblings].reduce((first, other) => (isBefore(other, first) ? other : first));
}

const isBefore = (one: Candidate | undefined, other: Candidate | undefined): boolean =>
  one !== undefined &&
  (other === undefined || one.rank < other.rank || (one.rank === other.rank && one.id < other.id));

/** Ends a task that nobody has begun; undefined when it is being run or has ended. The caller announces the ending. */
export function endQueued(database: Database, taskId: string, outcome: Outcome): Ending | undefined {
  return transact(database, () => {
    const isQueued = prepared(database, "SELECT 1 FROM tasks WHERE id = ? AND state = 'queued'").get(taskId);
    return isQueued && endTask(database, taskId, outcome);
  });
}

/** The ids of an agent's queued tasks, next one first; those that wait for others are last. At most 100. */
export function queueOf(database: Database, agent: string): string[] {
  const rows = prepared(
    database,
    "SELECT id FROM tasks WHERE agent = ? AND state = 'queued' ORDER BY waits, rank, id LIMIT 100",
  ).all(agent) as { id: string }[];
  return rows.map((row) => row.id);
}

/** The ids of queued tasks whose deadline has passed; only those of an agent where one is given. */
export function overdueOf(database: Database, agent?: string): string[] {
  const rows = prepared(
    database,
    "SELECT id FROM tasks INDEXED BY tasks_due WHERE state = 'queued' AND deadline_at < ? AND agent = coalesce(?, agent)",
  ).all(isoOf(nowMs()), agent ?? null) as { id: string }[];
  return rows.map((row) => row.id);
}

/** What the queue knows of a task's earlier attempts: how many there were, and whether the next delivery asks to go on. */
export function attemptsOf(
  database: Database,
  taskId: string,
): { readonly attempts: number; readonly goOn: boolean } {
  const row = prepared(database, 'SELECT attempts, go_on FROM tasks WHERE id = ?').get(taskId) as
    | { attempts: number; go_on: number }
    | undefined;
  return { attempts: row?.attempts ?? 0, goOn: row?.go_on === 1 };
}

/** The moment (ms since the epoch) at which the next parked task of an agent may begin; undefined when none is parked. */
export function nextRetryMs(database: Database, agent: string): number | undefined {
  const row = prepared(
    database,
    "SELECT min(not_before) AS at FROM tasks WHERE agent = ? AND state = 'queued' AND waits = 0 AND not_before > ?",
  ).get(agent, nowIso()) as { at: string | null };
  return row.at === null ? undefined : Date.parse(row.at);
}
