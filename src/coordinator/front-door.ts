import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { askKey } from '../asking/ask-file.ts';
import { removeIfThere } from '../system/files.ts';
import type { TaskKey } from '../tasks/task-key.ts';

/** What `bin/ctrlg-hook` has done before this process was up, and what it finds at the next key press. */

/**
 * The key under which an agent may have put this key press's task already; undefined where nobody was told of it. The ask
 * is taken away: an agent that has not read it by now leaves the task to us.
 */
export function takeKey(): TaskKey | undefined {
  const file = process.env.CTRLG_ASK;
  // What we start in our turn is no key press.
  delete process.env.CTRLG_ASK;
  if (!file) return undefined;
  const key = askKey(file);
  removeIfThere(file);
  return key;
}

/** Notes for the front door where the state of this working folder's project is. Never throws: it only makes it faster. */
export function noteDoor(home: string): void {
  const door = process.env.CTRLG_DOOR;
  if (!door || process.env.CTRLG_CONFIG || linkAt(door) === home) return;
  try {
    mkdirSync(dirname(door), { recursive: true, mode: 0o700 });
    rmSync(door, { force: true });
    symlinkSync(home, door);
  } catch {
    // A name that is too long, a full disk.
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
