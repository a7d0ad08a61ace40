import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Rig, repository } from '../support/rig.ts';
import { until } from '../support/until.ts';
import type { RunningAsk } from './asks.ts';
import { openTasks } from './evidence.ts';
import { processesOf, send } from './processes.ts';
import { AGENTS } from './team.ts';

/** Brings all agents up, again and again, until every task has ended and everybody who waited has an answer. */
export async function settle(
  rig: Rig,
  asks: readonly RunningAsk[],
  timeoutMs: number,
): Promise<string | undefined> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    await ctrlg(rig, 'up', ...AGENTS, '--timeout', '15');
    const isSettled = () => openTasks(rig) === 0 && asks.every((ask) => ask.end ?? ask.wasKilled);
    const seen = await until('the queues to be empty', isSettled, { timeoutMs: 4_000, everyMs: 200 }).catch(
      () => false,
    );
    if (seen) return undefined;
    if (Date.now() > end) {
      const waiting = asks.filter((ask) => !ask.end && !ask.wasKilled).map(({ ask }) => ask.prompt);
      return `${openTasks(rig)} tasks are open, and ${waiting.length} wait: ${waiting.join(' | ')}`;
    }
  }
}

/** Ends every process of a rig; the commands of those that had to be killed, the clean way gone before. */
export async function leftAfterDown(rig: Rig): Promise<string[]> {
  await ctrlg(rig, 'down', ...AGENTS);
  rig.tmux.kill();
  const areGone = () => processesOf(rig).length === 0;
  await until('every process to end', areGone, { timeoutMs: 5_000, everyMs: 100 }).catch(() => {});
  return processesOf(rig).map(({ pid, command }) => `${pid} ${command}`);
}

/** Whatever has happened: no process and no file of the rig stays. */
export async function endAll(rig: Rig): Promise<void> {
  for (let rounds = 0; rounds < 20 && processesOf(rig).length > 0; rounds += 1) {
    rig.tmux.kill();
    for (const { pid } of processesOf(rig)) {
      send(pid, 'SIGKILL');
      send(pid, 'SIGCONT');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await rig.stop();
}

function ctrlg(rig: Rig, ...args: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(join(repository, 'bin/ctrlg'), args, {
      cwd: rig.project,
      env: rig.env,
      stdio: 'ignore',
    });
    child.once('close', () => resolve());
  });
}
