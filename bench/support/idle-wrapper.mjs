import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSource } from './load-source.mjs';

/** The wrapper has just had a task: until it has settled, it is not idle. */
const SETTLE_MS = 5_000;
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** What the wrapper of an idle scripted agent uses, alone and with the processes that it keeps beside its client. */
export async function measureIdleWrapper(seconds) {
  const { Rig, scriptedBrain } = await loadSource(`
    export { Rig } from './test/support/rig.ts';
    export { scriptedBrain } from './test/support/brain.ts';`);
  const rig = new Rig({ brain: scriptedBrain() });
  try {
    await rig.hook('@planning warm up').answer;
    const { pid, client_pid } = await rig.untilAgent(
      'planning',
      'to be idle',
      ({ status }) => status === 'idle',
    );
    await sleep(SETTLE_MS);
    const helpers = [parentOf(pid), ...childrenOf(pid).filter((child) => child !== client_pid)];
    const before = [pid, ...helpers].map(cpuSeconds);
    await sleep(seconds * 1_000);
    const used = [pid, ...helpers].map((one, n) => cpuSeconds(one) - before[n]);
    const memory = [pid, ...helpers].map(megabytes);
    const percent = (values) => (sum(values) / seconds) * 100;
    return {
      wrapper: { percent: percent(used.slice(0, 1)), megabytes: memory[0] },
      all: { percent: percent(used), megabytes: sum(memory) },
      helpers: helpers.map(nameOf),
    };
  } finally {
    await rig.stop();
  }
}

/** User and system time of all threads: by the scheduler's clock, else in the ticks of proc(5)'s stat (10 ms as a rule). */
function cpuSeconds(pid) {
  try {
    return (
      sum(threadsOf(pid).map((thread) => Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]))) /
      1e9
    );
  } catch {
    const fields = statOf(pid);
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }
}

const threadsOf = (pid) => readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);

const parentOf = (pid) => Number(statOf(pid)[1]);

/** From the third field on: the second is a name in brackets and may hold anything. */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const childrenOf = (pid) =>
  threadsOf(pid).flatMap((thread) =>
    readFileSync(`${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );

const megabytes = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const nameOf = (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
const sum = (values) => values.reduce((total, value) => total + value, 0);
