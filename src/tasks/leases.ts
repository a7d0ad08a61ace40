import { isoOf, nowMs } from '../system/clock.ts';
import { type Database, prepared } from '../system/database.ts';
import type { ProcessIdentity } from '../system/processes.ts';

/** How long a run is its own wrapper's to recover; later, anybody's. Renewed by the wrapper well before. */
export const LEASE_MS = 60_000;
export const RENEW_EVERY_MS = 15_000;

/** The end of a lease that begins now, ISO 8601. */
export const leaseEnd = (): string => isoOf(nowMs() + LEASE_MS);

/** Whether nobody may rely on a lease any more. One that ends later than any can was taken before the clock was set back. */
export function hasLapsed(leaseUntil: string | null): boolean {
  const left = Date.parse(leaseUntil ?? '') - nowMs();
  return !(left > 0 && left <= LEASE_MS);
}

/** Renews the leases of all runs that this process has in hand; returns how many. Without any, nothing is written. */
export function renewLeases(database: Database, owner: ProcessIdentity): number {
  const mine = "state <> 'ended' AND pid = ? AND pid_started = ?";
  const { held } = prepared(database, `SELECT count(*) AS held FROM runs WHERE ${mine}`).get(
    owner.pid,
    owner.started,
  ) as { held: number };
  if (held === 0) return 0;
  const { changes } = prepared(database, `UPDATE runs SET lease_until = ? WHERE ${mine}`).run(
    leaseEnd(),
    owner.pid,
    owner.started,
  );
  return Number(changes);
}
