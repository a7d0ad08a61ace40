import { type Database, prepared, transact } from '../system/database.ts';
import { isRunning, type ProcessIdentity } from '../system/processes.ts';

/**
 * Makes a process the one wrapper of an agent, unless another one is that and still runs: that other one is returned then.
 * Two that start at the same moment cannot both be it, which their status files alone could not tell.
 */
export function takeAgent(
  database: Database,
  agent: string,
  owner: ProcessIdentity,
): ProcessIdentity | undefined {
  return transact(database, () => {
    const row = prepared(database, 'SELECT pid, started FROM wrappers WHERE agent = ?').get(agent) as
      | ProcessIdentity
      | undefined;
    if (row && row.pid !== owner.pid && isRunning(row)) return { pid: row.pid, started: row.started };
    prepared(database, 'INSERT OR REPLACE INTO wrappers (agent, pid, started) VALUES (?, ?, ?)').run(
      agent,
      owner.pid,
      owner.started,
    );
    return undefined;
  });
}
