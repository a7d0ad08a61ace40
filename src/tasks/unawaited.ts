import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskPlaces } from '../project/places.ts';
import { systemCode } from '../system/errors.ts';
import type { Task } from './task.ts';

/** An empty file in a task's folder: whoever waited for it has left it to itself. */
const unawaitedFile = (home: string, id: string): string => join(taskPlaces(home, id).folder, 'unawaited');

/** Notes that nobody waits for a task any more. Never throws: at worst its end is not told. */
export function markUnawaited(home: string, id: string): void {
  try {
    writeFileSync(unawaitedFile(home, id), '', { mode: 0o600 });
  } catch {
    // A full disk, or tasks that were cleared away.
  }
}

/** Whether the process that put a task still waits for it. */
export const isAwaited = (home: string, task: Task): boolean =>
  !task.is_background && !existsSync(unawaitedFile(home, task.id)) && isThere(task.origin.pid);

function isThere(pid: number): boolean {
  if (!(pid > 1)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
