import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Changes } from '../system/changes.ts';
import { every, isoOf, nowMs, sleep, spokenDuration } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { makePrivateFolder, readIfThere, writePrivateFile } from '../system/files.ts';
import { identify, isRunning, type ProcessIdentity, signalProcess } from '../system/processes.ts';
import { watchFolders } from '../system/watch.ts';
import type { AttemptEnd } from './run-events.ts';

/** A command that is run once, whatever becomes of the engine that started it. */
export interface Command {
  /** Its own: `pid`, `owner.<pid>`, `out` and, at its end, `code` stand in it. */
  readonly folder: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** When it was begun first, in ms since the epoch. */
  readonly beganAt: number;
  readonly timeoutMs: number | undefined;
}

/**
 * The command runs under this shell, in a session of its own: it outlives its engine, and the next engine finds its output
 * and its exit code. The pid file is linked once and with its content, so a second start of the same attempt does nothing.
 */
const RUNNER = `folder=$1; shift
echo $$ >"$folder/pid.$$" && ln "$folder/pid.$$" "$folder/pid" 2>/dev/null || exit 125
"$@" >"$folder/out" 2>&1 </dev/null
echo $? >"$folder/code.new" && mv "$folder/code.new" "$folder/code"`;

/** A process that was killed with its whole session writes nothing. */
const LOOK_EVERY_MS = 1_000;

/** Runs the command, or goes on waiting for it; undefined when the wait was left: the command then goes on. */
export async function runCommand(command: Command, signal: AbortSignal): Promise<AttemptEnd | undefined> {
  makePrivateFolder(command.folder);
  const changes = new Changes();
  signal.addEventListener('abort', changes.poke);
  const watch = await watchFolders([command.folder], changes.poke);
  const stopLooking = every(LOOK_EVERY_MS, changes.poke);
  try {
    const shell = hasBegun(command) ? NO_SHELL : await start(command, changes.poke);
    const leftMs =
      command.timeoutMs === undefined ? undefined : command.beganAt + command.timeoutMs - nowMs();
    const end = await changes.until(
      () => endOf(command, shell) ?? (signal.aborted ? 'left' : undefined),
      leftMs === undefined ? undefined : Math.max(0, leftMs),
    );
    if (end === 'left') return undefined;
    return end ?? (await timedOut(command));
  } catch (error) {
    return failed(`it could not be started: ${explain(error)}`, command);
  } finally {
    signal.removeEventListener('abort', changes.poke);
    stopLooking();
    watch.close();
  }
}

/** Ends a command and all that it started; one that has ended already is fine. */
export async function stopCommand(folder: string): Promise<void> {
  const owner = ownerOf(folder);
  if (!owner || !isRunning(owner)) return;
  signalProcess(-owner.pid, 'SIGTERM');
  for (let waited = 0; waited < 3_000 && isRunning(owner); waited += 50) await sleep(50);
  signalProcess(-owner.pid, 'SIGKILL');
}

/** The shell that this engine has started; it may be a second one, which does nothing. */
interface Shell {
  hasEnded: boolean;
}

const NO_SHELL: Shell = { hasEnded: false };

async function start({ folder, argv, cwd, env }: Command, poke: () => void): Promise<Shell> {
  const shell = { hasEnded: false };
  const child = spawn('/bin/sh', ['-c', RUNNER, 'sh', folder, ...argv], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: 'ignore',
  });
  child.once('exit', () => {
    shell.hasEnded = true;
    poke();
  });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const owner = identify(child.pid!);
  if (owner) writePrivateFile(ownerFile(folder, owner.pid), JSON.stringify(owner));
  return shell;
}

const ownerFile = (folder: string, pid: number): string => join(folder, `owner.${pid}`);

const hasBegun = ({ folder }: Command): boolean => readIfThere(join(folder, 'pid')) !== undefined;

function ownerOf(folder: string): ProcessIdentity | undefined {
  const pid = Number(readIfThere(join(folder, 'pid')) ?? 0);
  const owner = readIfThere(ownerFile(folder, pid));
  // Without an owner its engine was killed in the moment after the start.
  return owner ? JSON.parse(owner) : pid > 0 ? identify(pid) : undefined;
}

function endOf(command: Command, shell: Shell): AttemptEnd | undefined {
  const isBegun = hasBegun(command);
  const owner = ownerOf(command.folder);
  const isOver = isBegun ? !owner || !isRunning(owner) : shell.hasEnded;
  // Looked for last: it is written before its shell ends.
  const code = readIfThere(join(command.folder, 'code'));
  if (code !== undefined) return exited(command, Number(code));
  if (!isOver) return undefined;
  return failed(isBegun ? 'it was killed before it ended' : 'its files could not be written', command);
}

function exited(command: Command, exitCode: number): AttemptEnd {
  const turnMs = statSync(join(command.folder, 'code')).mtimeMs - command.beganAt;
  const result = outputOf(command);
  if (exitCode === 0) return { outcome: 'done', reason: '', exitCode, turnMs, result };
  return { outcome: 'failed', reason: `exit code ${exitCode}`, exitCode, turnMs, result };
}

async function timedOut(command: Command): Promise<AttemptEnd> {
  await stopCommand(command.folder);
  const reason = `stopped after ${spokenDuration(command.timeoutMs!)}, begun at ${isoOf(command.beganAt)}`;
  return { ...failed(reason, command), outcome: 'timed-out' };
}

const failed = (reason: string, command: Command): AttemptEnd => ({
  outcome: 'failed',
  reason,
  exitCode: null,
  turnMs: nowMs() - command.beganAt,
  result: outputOf(command),
});

/** A command may print without end; what it said last counts. */
const MOST_BYTES = 1024 * 1024;

const outputOf = ({ folder }: Command): string => endOfOutput(folder, MOST_BYTES);

/** The last of what a command has printed so far. */
export function endOfOutput(folder: string, mostBytes: number): string {
  let file: number;
  try {
    file = openSync(join(folder, 'out'), 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, mostBytes));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    closeSync(file);
  }
}
