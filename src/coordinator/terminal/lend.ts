import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { after } from '../../system/clock.ts';

/**
 * With job control (`set -m`) the program is the terminal's foreground group: Ctrl-C and Ctrl-Z reach it and neither the
 * client nor us. The terminal is made cooked inside of that group, so that at no moment a signal key can reach the
 * client. A program that stops itself is set going again: no shell is there to go back to. The traps keep the two shells
 * waiting for a program that takes a Ctrl-C and lives. (bash knows the terminal by its stderr: `fg` must keep that.)
 */
const ON_TERMINAL = `
job='
  trap : INT QUIT
  echo $$ >&3; exec 3>&-
  stty isig icanon iexten echo echoe echok icrnl opost onlcr
  command=$1; shift; eval "$command \\"\\$@\\""
'
raw=$(stty -g)
trap : INT QUIT
set -m
sh -c "$job" sh "$@"
code=$?
while :; do
  case $(kill -l $code 2>/dev/null) in
    STOP | TSTP | TTIN | TTOU) fg >/dev/null; code=$? ;;
    *) break ;;
  esac
done
stty "$raw"
exit $code`;

const WITHOUT_TERMINAL = 'command=$1; shift; eval "$command \\"\\$@\\""';

export interface Program {
  /** A shell command; the arguments are added to it as they are. */
  readonly command: string;
  readonly args: string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs a program on the terminal that the client lent us, which nobody may read in the meantime; without a terminal the
 * program runs all the same. Returns its exit code.
 */
export async function lendTty({ command, args, env }: Program): Promise<number> {
  const terminal = openTerminal();
  const io = terminal ?? 'ignore';
  const script = terminal === undefined ? WITHOUT_TERMINAL : ON_TERMINAL;
  const child = spawn('sh', ['-c', script, 'sh', command, ...args], { stdio: [io, io, io, 'pipe'], env });
  const stopPassing = passSignalsOn(child);
  try {
    return await exitCode(child);
  } finally {
    if (terminal !== undefined) closeSync(terminal);
    stopPassing();
  }
}

function openTerminal(): number | undefined {
  try {
    return openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
}

const exitCode = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });

const ENDING = ['SIGTERM', 'SIGHUP'] as const;
const PATIENCE_MS = 1_000;

/** A signal that ends us first hangs up on the program, which saves what it can, and the terminal is put in order. */
function passSignalsOn(child: ChildProcess): () => void {
  let group = 0;
  let ending: NodeJS.Signals | undefined;
  child.stdio[3]?.on('data', (text) => {
    group = Number.parseInt(String(text), 10);
  });
  const hangUp = (signal: NodeJS.Signals) => {
    ending = signal;
    killGroup(group, 'SIGHUP');
    after(PATIENCE_MS, () => killGroup(group, 'SIGKILL'));
  };
  for (const signal of ENDING) process.on(signal, hangUp);
  return () => {
    for (const signal of ENDING) process.off(signal, hangUp);
    if (ending) process.kill(process.pid, ending);
  };
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    if (group > 1) process.kill(-group, signal);
  } catch {
    // It has ended already.
  }
}
