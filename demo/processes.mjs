import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 5_000;

/** These processes and all that they have started; without `ps`, only these. */
export function withDescendants(roots) {
  const children = childrenOf();
  const found = [...roots];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function childrenOf() {
  const children = new Map();
  try {
    const listed = execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid='], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for (const line of listed.trim().split('\n')) {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      children.set(parent, [...(children.get(parent) ?? []), pid]);
    }
  } catch {
    // No `ps` here.
  }
  return children;
}

/** Waits for processes to end by themselves, and ends those that do not. */
export async function awaitEnd(pids) {
  const end = Date.now() + PATIENCE_MS;
  while (pids.some(isAlive) && Date.now() < end) await sleep(20);
  for (const pid of pids.filter(isAlive)) signalQuietly(pid, 'SIGKILL');
}

const isAlive = (pid) => signalQuietly(pid, 0);

function signalQuietly(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
