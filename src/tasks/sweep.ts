import { agentPlaces, agentsFolder } from '../project/places.ts';
import { readStatus } from '../status/read.ts';
import { isoOf, nowMs } from '../system/clock.ts';
import { type Database, prepared, transact } from '../system/database.ts';
import { listIfThere, removeIfThere } from '../system/files.ts';
import { isMarkedDone } from './done-marker.ts';
import { announce, endedSince } from './ended.ts';
import { expireOverdue } from './expire.ts';
import { record } from './history.ts';
import { unparkAfterSetBack } from './parked.ts';
import { readTask } from './put.ts';
import { endQueued, enterTask } from './queue.ts';
import { reclaimLapsed } from './reclaim.ts';

export interface Sweep {
  readonly home: string;
  readonly database: Database;
  /** The names of all agents that there are, members of pools included. Where it is empty nothing is bounced. */
  readonly known: readonly string[];
}

/** The ids of the tasks that a sweep did something for. */
export interface Swept {
  readonly entered: readonly string[];
  readonly requeued: readonly string[];
  /** They may be tried again at once. */
  readonly unparked: readonly string[];
  readonly gone: readonly string[];
  readonly bounced: readonly string[];
  readonly expired: readonly string[];
  readonly marked: readonly string[];
}

/**
 * Makes up for what dead processes left undone, so that every task comes to an end. Any wrapper may do it at any time,
 * many at once too: each step is a transaction of its own that looks again, and done twice changes nothing.
 */
export function sweep({ home, database, known }: Sweep): Swept {
  const entered = enterForgotten(home, database);
  const { requeued, gone } = reclaimLapsed(database);
  for (const ending of gone) announce(home, ending);
  return {
    entered,
    requeued,
    unparked: unparkAfterSetBack(database),
    gone: gone.map(({ ended }) => ended[0]!.taskId),
    bounced: known.length === 0 ? [] : bounceUnknown(home, database, known),
    expired: expireOverdue(home, database),
    marked: markForgotten(home, database),
  };
}

const CANCEL = '.cancel';

/** Reads the inboxes of agents whose wrappers do not run: what is put is counted and expires, though nobody is there. */
function enterForgotten(home: string, database: Database): string[] {
  return listIfThere(agentsFolder(home)).flatMap((agent) => {
    const { inbox, status } = agentPlaces(home, agent);
    const names = listIfThere(inbox);
    if (names.length === 0 || readStatus(status).kind === 'live') return [];
    const ids = names.filter((name) => !name.endsWith(CANCEL));
    const entered = ids.filter((id) => enterEntry(home, database, { inbox, id }));
    for (const name of names.filter((name) => name.endsWith(CANCEL)))
      cancelUnrun(home, database, { inbox, id: name.slice(0, -CANCEL.length) });
    return entered;
  });
}

interface Entry {
  readonly inbox: string;
  readonly id: string;
}

function enterEntry(home: string, database: Database, { inbox, id }: Entry): boolean {
  const task = readTask(home, id);
  if (task) announce(home, enterTask(database, task));
  removeIfThere(`${inbox}/${id}`);
  return task !== undefined;
}

/** A running task's request stays for the wrapper that takes its run over. */
function cancelUnrun(home: string, database: Database, { inbox, id }: Entry): void {
  const ending = endQueued(database, id, { kind: 'cancelled', reason: 'cancelled before it was begun' });
  if (ending) announce(home, ending);
  const isRunning = prepared(database, "SELECT 1 FROM tasks WHERE id = ? AND state = 'running'").get(id);
  if (!isRunning) removeIfThere(`${inbox}/${id}${CANCEL}`);
}

/** Ends what waits for agents that are not there any more; the rest of a pool takes over what was asked of the pool. */
function bounceUnknown(home: string, database: Database, known: readonly string[]): string[] {
  const rows = prepared(
    database,
    "SELECT id, agent, target, go_on FROM tasks WHERE state = 'queued' AND agent NOT IN (SELECT value FROM json_each(?))",
  ).all(JSON.stringify(known)) as { id: string; agent: string; target: string | null; go_on: number }[];
  return rows
    .filter(({ id, agent, target, go_on }) => {
      if (target !== null && known.includes(target) && go_on === 0) {
        move(home, database, { id, from: agent, to: target });
        return false;
      }
      const reason = `There is no agent '${agent}' any more. Known agents: ${known.join(', ')}.`;
      const ending = endQueued(database, id, { kind: 'failed', reason });
      if (ending) announce(home, ending);
      return ending !== undefined;
    })
    .map(({ id }) => id);
}

interface Move {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

function move(home: string, database: Database, { id, from, to }: Move): void {
  const isMoved = transact(database, () => {
    const { changes } = prepared(
      database,
      "UPDATE tasks SET agent = ? WHERE id = ? AND agent = ? AND state = 'queued'",
    ).run(to, id, from);
    if (Number(changes) > 0)
      record(database, { taskId: id, fence: 0 }, 'moved', `to ${to}: there is no agent ${from} any more`);
    return Number(changes) > 0;
  });
  if (isMoved) announce(home, { ended: [], released: [{ taskId: id, agent: to }] });
}

/** The machine may have been off over a long week-end. */
const FIRST_LOOK_BACK_MS = 7 * 24 * 3_600_000;
/** A later look starts before the last one: clocks are set, and a marker may be written a moment after its row. */
const LOOK_BACK_MS = 10 * 60_000;
const lastLooks = new WeakMap<Database, number>();

/** Writes the markers of tasks whose row says that they have ended. */
function markForgotten(home: string, database: Database): string[] {
  const now = nowMs();
  const last = lastLooks.get(database);
  const since = last === undefined ? now - FIRST_LOOK_BACK_MS : Math.min(last, now) - LOOK_BACK_MS;
  const missing = endedSince(database, isoOf(since)).filter(({ taskId }) => !isMarkedDone(home, taskId));
  announce(home, { ended: missing, released: [] });
  lastLooks.set(database, now);
  return missing.map(({ taskId }) => taskId);
}
