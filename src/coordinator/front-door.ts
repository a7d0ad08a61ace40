import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Answerer, askKey, takeAsk, takenAsk } from '../asking/ask-file.ts';
import type { TaskKey } from '../tasks/task-key.ts';

/** What `bin/ctrlg-hook` has done before this process was up, and what it finds at the next key press. */

/** This key press, where agents were told of it. */
export interface Press {
  /** Of the project. */
  readonly home: string;
  /** Under which an agent may have put the task already; undefined where it has given the answer, too. */
  readonly key: TaskKey | undefined;
  /** The ask file as it was taken. */
  readonly ask: string;
  /** Whoever has taken the ask file gives the answer. */
  readonly answerer: Answerer;
}

/** Takes the answer upon the hook, unless an agent was faster; undefined where no agent was told of the key press. */
export function takePress(): Press | undefined {
  const file = process.env.CTRLG_ASK;
  // What we start in our turn is no key press.
  delete process.env.CTRLG_ASK;
  if (!file) return undefined;
  const answerer = takeAsk(file, 'hook') ? 'hook' : 'agent';
  const ask = takenAsk(file, answerer);
  return { home: dirname(dirname(file)), key: askKey(ask), ask, answerer };
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
