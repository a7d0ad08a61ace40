import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentPlaces } from '../project/places.ts';
import { taskPlaces } from '../project/places.ts';
import type { Database } from '../system/database.ts';
import { listIfThere, removeIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import { announce, endedTask, type Figures } from '../tasks/ended.ts';
import { expireOverdue } from '../tasks/expire.ts';
import { readTask } from '../tasks/put.ts';
import { endQueued, enterTask } from '../tasks/queue.ts';
import { assertHeld, type Claim, endRun, hasEnded } from '../tasks/runs.ts';
import type { Outcome } from '../tasks/task.ts';

/** Everything a wrapper writes about tasks; the order of the writes is the protocol. */
export interface Records {
  readonly home: string;
  readonly agent: string;
  readonly places: AgentPlaces;
  readonly database: Database;
}

/** What the client said last; `file` holds its exact bytes where text cannot. */
export interface Result {
  readonly text: string;
  readonly file: string | null;
}

/** Ends a run: `result.md`, then the run's row, then `.done`. A crash between two of them is finished by `finishHalfEnded`. */
export function finish(
  records: Records,
  claim: Claim,
  outcome: Outcome,
  result: Result | null,
  figures?: Figures,
): void {
  const { database, home } = records;
  // A marker that could not be written is made up for; a run that somebody else has taken over is not ours to end.
  if (hasEnded(database, claim)) {
    announce(home, { ended: [endedTask(database, claim.taskId)!], released: [] });
  } else {
    assertHeld(database, claim);
    const bytes = result?.file ? readFileSync(result.file) : result?.text;
    if (bytes !== undefined) replaceFile(taskPlaces(home, claim.taskId).result, bytes);
    announce(home, endRun(database, claim, outcome, figures));
  }
  if (result?.file) removeIfThere(result.file);
}

/** What was asked through the inbox since the last look. */
export interface Inbox {
  /** Tasks that somebody wants stopped. */
  readonly cancels: string[];
}

const CANCEL = '.cancel';

/** Enters the tasks put for this agent, removes their inbox entries, and hands over the requests to cancel. */
export function readInbox(records: Records): Inbox {
  const names = listIfThere(records.places.inbox);
  for (const id of names.filter((name) => !name.endsWith(CANCEL))) {
    const task = readTask(records.home, id);
    if (task) announce(records.home, enterTask(records.database, task));
    removeIfThere(join(records.places.inbox, id));
  }
  return {
    cancels: names.filter((name) => name.endsWith(CANCEL)).map((name) => name.slice(0, -CANCEL.length)),
  };
}

/** Ends the tasks of this agent that nobody had begun by their deadline. */
export function expire({ home, database, agent }: Records): void {
  expireOverdue(home, database, agent);
}

/** Ends a task that is still queued; false when it is being run or has ended. */
export function cancelQueued(records: Records, id: string, outcome: Outcome): boolean {
  const ending = endQueued(records.database, id, outcome);
  if (ending) announce(records.home, ending);
  return ending !== undefined;
}

export const clearCancel = (records: Records, id: string): void =>
  removeIfThere(join(records.places.inbox, id + CANCEL));
