import { execFileSync } from 'node:child_process';
import { identify, type ProcessIdentity } from '../system/processes.ts';

/**
 * Clients that a killed wrapper has started in this window and had no time to tell of: two in one window would share its
 * keys. They are known by this window's terminal and by the agent's folder among their arguments.
 */
export function strayClients(agentFolder: string): ProcessIdentity[] {
  const all = processes();
  const terminal = all.find(({ pid }) => pid === process.pid)?.terminal;
  return all
    .filter((one) => one.terminal === terminal && one.pid !== process.pid && one.parent !== process.pid)
    .filter(({ command }) => command.includes(`${agentFolder}/`))
    .flatMap(({ pid }) => identify(pid) ?? []);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly terminal: string;
  readonly command: string;
}

function processes(): Process[] {
  const options = ['-A', '-ww', '-o', 'pid=,ppid=,tty=,args='];
  const listed = execFileSync('ps', options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return [...listed.matchAll(/^ *(\d+) +(\d+) +(\S+) +(.*)$/gm)].map(
    ([, pid, parent, terminal = '', command = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      terminal,
      command,
    }),
  );
}
