import { nowMs } from '../system/clock.ts';
import { removeIfThere } from '../system/files.ts';
import { readRun } from './journal.ts';
import { runPlaces } from './run-places.ts';
import { runIds } from './runs.ts';

const DAY_MS = 24 * 3_600_000;

/** So many of the newest runs are kept however old they are: a clock may be wrong. */
const KEPT = 100;

/** Removes the runs that ended so many days ago and more; never one that has not ended. Returns how many. */
export function clearRuns(home: string, days: number): number {
  const old = runIds(home)
    .slice(KEPT)
    .filter((id) => (endOf(home, id) ?? Number.POSITIVE_INFINITY) < nowMs() - days * DAY_MS);
  for (const id of old) removeIfThere(runPlaces(home, id).folder);
  return old.length;
}

function endOf(home: string, id: string): number | undefined {
  try {
    return readRun(runPlaces(home, id))?.end?.at;
  } catch {
    return undefined;
  }
}
