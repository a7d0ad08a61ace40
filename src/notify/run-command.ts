import { spawn } from 'node:child_process';
import { after } from '../system/clock.ts';

/** A notifier that hangs must not pile up. */
const MOST_MS = 10_000;

/** Runs a person's shell command with these variables, and ends it with all that it started when it takes too long. Never throws. */
export function runCommand(
  command: string,
  env: Record<string, string>,
  mostMs: number = MOST_MS,
): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], {
      env: { ...process.env, ...env },
      stdio: 'ignore',
      detached: true,
    });
    const stopTimer = after(mostMs, () => endGroup(child.pid));
    const end = () => {
      stopTimer();
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
