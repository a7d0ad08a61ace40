import { statSync } from 'node:fs';
import { clearedFile } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { after, every, nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { writePrivateFile } from '../system/files.ts';
import type { Log } from '../system/log.ts';
import { clearAway } from '../tasks/clear-away.ts';
import type { Records } from './records.ts';

export interface Retained {
  readonly project: Project;
  readonly records: Pick<Records, 'home' | 'database'>;
  readonly log: Log;
}

/** When the client is up: at its start a wrapper has better things to do. */
const FIRST_LOOK_MS = 5_000;
/** There is no daemon: each wrapper looks now and then, and one of the project's clears once a day. */
const LOOK_EVERY_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** So many of the last ended tasks are kept however old they are: a clock may be wrong. */
const KEPT = 100;
/** So many at once, and then a pause: a wrapper that clears does nothing else. */
const PORTION = 100;
const PAUSE_MS = 1_000;

/** Removes tasks that ended longer ago than the config's `retentionDays`, soon after the wrapper's start and once a day. */
export function startRetention(retained: Retained): void {
  after(FIRST_LOOK_MS, () => clearOnceADay(retained));
  every(LOOK_EVERY_MS, () => clearOnceADay(retained));
}

/** Does nothing when some wrapper of the project has cleared within a day. What goes wrong is logged: a day later will do. */
export function clearOnceADay(retained: Retained): void {
  const stamp = clearedFile(retained.records.home);
  const ageMs = nowMs() - (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  // A stamp of the future was left by a clock that was ahead.
  if (ageMs >= 0 && ageMs < DAY_MS) return;
  try {
    writePrivateFile(stamp, '');
    clearPortion(retained, readConfig(retained.project.folder).retentionDays);
  } catch (error) {
    retained.log(`retention: ${explain(error)}`);
  }
}

function clearPortion(retained: Retained, days: number): void {
  const { records, log } = retained;
  try {
    const count = clearAway(records.home, records.database, { days, keep: KEPT, most: PORTION });
    if (count > 0) log(`retention: removed what ended more than ${days} days ago, ${count} in number`);
    if (count === PORTION) after(PAUSE_MS, () => clearPortion(retained, days));
  } catch (error) {
    log(`retention: ${explain(error)}`);
  }
}
