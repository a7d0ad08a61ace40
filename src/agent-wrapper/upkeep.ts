import { everyAgent } from '../project/pool.ts';
import type { Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { every } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import type { Log } from '../system/log.ts';
import type { ProcessIdentity } from '../system/processes.ts';
import { RENEW_EVERY_MS, renewLeases } from '../tasks/leases.ts';
import { type Swept, sweep } from '../tasks/sweep.ts';
import type { Records } from './records.ts';
import { startRetention } from './retention.ts';
import { tellOfOthers } from './tell-of-ends.ts';

export interface Upkeep {
  readonly project: Project;
  readonly records: Records;
  readonly owner: ProcessIdentity;
  readonly log: Log;
  /** Takes in what no event has told: deadlines pass, and an event may have been missed. */
  look(): void;
}

const SWEEP_EVERY_MS = 30_000;

/** What a wrapper does by the clock, for its own runs and for those that nobody looks after any more. */
export function startUpkeep(upkeep: Upkeep): void {
  const { records, owner } = upkeep;
  const orLog = (action: () => void) => () => {
    try {
      action();
    } catch (error) {
      // A full disk, a locked database: the next time will do.
      upkeep.log(`upkeep: ${explain(error)}`);
    }
  };
  tellOfOthers(upkeep.project);
  startRetention(upkeep);
  every(
    RENEW_EVERY_MS,
    orLog(() => renewLeases(records.database, owner)),
  );
  every(
    SWEEP_EVERY_MS,
    orLog(() => {
      tell(
        sweep({ home: records.home, database: records.database, known: known(upkeep.project) }),
        upkeep.log,
      );
      tellOfOthers(upkeep.project);
      upkeep.look();
    }),
  );
}

/** Read anew each time: an agent that was added meanwhile is no stranger. None, where the config cannot be read. */
function known({ folder }: Project): string[] {
  try {
    return everyAgent(readConfig(folder));
  } catch {
    return [];
  }
}

function tell(swept: Swept, log: Log): void {
  for (const [what, ids] of Object.entries(swept)) {
    if (ids.length > 0) log(`sweep, ${what}: ${ids.join(' ')}`);
  }
}
