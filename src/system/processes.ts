import { readFileSync } from 'node:fs';

/** A process named so that a later process with the same pid is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** What the system says of its start (clock ticks since boot on Linux, a date elsewhere). */
  readonly started: string;
}

/** The identity of a running process; undefined when there is none with that pid (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** True while that very process runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the second field is the command in brackets and may hold anything, so count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    // Loaded where it is needed: it takes more than a millisecond.
    const { execFileSync } = process.getBuiltinModule('node:child_process');
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * The command lines of a process and of those above it, the nearest first, with blanks between the words and none in them;
 * only Linux tells without a process of its own.
 */
export function* ancestry(pid: number, furthestUp: number): Generator<string> {
  for (let at = pid, steps = 0; at > 1 && steps < furthestUp; steps += 1) {
    const [commandLine, stat] = [readProc(at, 'cmdline'), readProc(at, 'stat')];
    if (stat === undefined) return;
    yield (commandLine ?? '').replaceAll(/\s/g, '_').replaceAll('\0', ' ').trim();
    at = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  }
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Sends a signal; false when the process is gone or not ours. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
