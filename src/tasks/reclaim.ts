import { type Database, prepared, transact } from '../system/database.ts';
import { isRunning } from '../system/processes.ts';
import { type Ending, NO_ENDING } from './ended.ts';
import { record } from './history.ts';
import { hasLapsed } from './leases.ts';
import { assertHeld, closeRun, endHeld, LostClaim, type OpenRun, openRunsOf } from './runs.ts';

/** Which runs were taken from wrappers that do not run any more, and what came of their tasks. */
export interface Reclaimed {
  /** Their prompts were never taken: queued again. */
  readonly requeued: readonly string[];
  /** Their prompts were taken, and nobody knows how far the work got. The caller announces these. */
  readonly gone: readonly Ending[];
}

/**
 * Takes the runs that nobody will finish from their owners: the lease has lapsed and the process does not run. A live
 * owner keeps its run whatever the clock says. The fence rises, so that an owner which was only frozen finds it lost.
 */
export function reclaimLapsed(database: Database): Reclaimed {
  const requeued: string[] = [];
  const gone: Ending[] = [];
  for (const run of openRunsOf(database)) {
    if (!hasLapsed(run.leaseUntil) || isRunning(run.owner)) continue;
    const ending = unlessLost(() => transact(database, () => reclaim(database, run)));
    if (ending === NO_ENDING) requeued.push(run.claim.taskId);
    else if (ending) gone.push(ending);
  }
  return { requeued, gone };
}

function reclaim(database: Database, run: OpenRun): Ending {
  assertHeld(database, run.claim);
  const claim = { taskId: run.claim.taskId, fence: run.claim.fence + 1 };
  prepared(database, 'UPDATE runs SET fence = ? WHERE task_id = ? AND fence = ?').run(
    claim.fence,
    claim.taskId,
    run.claim.fence,
  );
  prepared(database, 'UPDATE tasks SET fence = ? WHERE id = ?').run(claim.fence, claim.taskId);
  const why = `its wrapper, pid ${run.owner.pid}, does not run any more, and no other came`;
  record(database, claim, 'reclaimed', why);
  if (run.submittedAt !== null) {
    const reason = `The wrapper of ${run.agent} ended after the prompt was taken: how far the work got is not known.`;
    return endHeld(database, claim, { kind: 'agent-gone', reason });
  }
  closeRun(database, claim, 'requeued', why);
  prepared(database, "UPDATE tasks SET state = 'queued' WHERE id = ?").run(claim.taskId);
  return NO_ENDING;
}

/** Somebody else was faster: it is theirs. */
function unlessLost(action: () => Ending): Ending | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof LostClaim) return undefined;
    throw error;
  }
}
