import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { nowMs, sleep } from '../system/clock.ts';
import { identify, isRunning, type ProcessIdentity, signalProcess } from '../system/processes.ts';

/**
 * The processes that were started with this text in their environment, such as the path of a folder that nobody else
 * knows. It finds daemons that have left their window and their parent.
 */
export function processesOf(mark: string): ProcessIdentity[] {
  const pids = process.platform === 'linux' ? markedOnLinux(mark) : markedByPs(mark);
  return pids.filter((pid) => pid !== process.pid).flatMap((pid) => identify(pid) ?? []);
}

/** Ends them, by force those that do not end by themselves; returns when they are gone. */
export async function endProcesses(processes: readonly ProcessIdentity[], patienceMs = 3_000): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const each of processes.filter(isRunning)) signalProcess(each.pid, signal);
    const end = nowMs() + patienceMs;
    while (processes.some(isRunning) && nowMs() < end) await sleep(25);
  }
}

function markedOnLinux(mark: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(mark)).map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // Somebody else's, or gone.
    return '';
  }
}

function markedByPs(mark: string): number[] {
  const lines = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return lines.split('\n').flatMap((line) => (line.includes(mark) ? [Number.parseInt(line, 10)] : []));
}
