import type { Rig } from '../support/rig.ts';
import { planAsks, type RunningAsk, startAsk } from './asks.ts';
import { judge, leftovers, type Violation } from './judge.ts';
import { Mayhem, type PlannedFault, planFaults } from './mayhem.ts';
import { Random } from './random.ts';
import { agentsOf, describeAll, reportOf } from './report.ts';
import { leftAfterDown, settle } from './settle.ts';
import { newTeam } from './team.ts';

export interface Size {
  readonly seed: number;
  readonly tasks: number;
  /** How long faults are made. */
  readonly seconds: number;
}

/** `FAULT_SEED`, `FAULT_TASKS` and `FAULT_SECONDS`; else a run that everybody has the time for, never the same twice. */
export function sizeOfRun(env: NodeJS.ProcessEnv): Size {
  const tasks = Number(env.FAULT_TASKS ?? 300);
  return {
    // The same faults in the same order each time; what they meet still differs. FAULT_SEED=0 throws the dice.
    seed: Number(env.FAULT_SEED ?? 1) || Math.floor(Math.random() * 1_000_000),
    tasks,
    seconds: Number(env.FAULT_SECONDS ?? 45),
  };
}

/** So many processes ask at once, at most. */
const MOST_ASKS = 10;
const SETTLE_MS = 60_000;

export interface FaultRun {
  readonly rig: Rig;
  readonly verdict: Promise<{ readonly violations: readonly string[]; readonly report: string }>;
}

/** Asks and breaks for so long, lets everything settle, and judges what is left. */
export function faultRun(size: Size): FaultRun {
  const rig = newTeam();
  return { rig, verdict: carryOut(rig, size) };
}

async function carryOut(rig: Rig, { seed, tasks, seconds }: Size) {
  const asks = planAsks(new Random(seed), tasks);
  const running: RunningAsk[] = [];
  const mayhem = new Mayhem(rig, () => running);
  const untilMs = Date.now() + seconds * 1_000;
  const faults = planFaults(new Random(seed + 1), seconds * 10);
  await Promise.all([askAll(rig, asks, running, untilMs), breakThings(mayhem, faults, untilMs)]);
  mayhem.over();
  const brokenFor = Date.now();
  const unsettled = await settle(rig, running, SETTLE_MS);
  const settledMs = Date.now() - brokenFor;
  const stuck = unsettled ? agentsOf(rig) : '';
  const files = leftovers(rig);
  const left = await leftAfterDown(rig);
  const verdict = judge(rig, running, mayhem);
  const more = [
    ...(unsettled ? [`it never settled: ${unsettled}`] : []),
    ...files,
    ...left.map((command) => `a process is left: ${command}`),
  ].map((what): Violation => ({ what, task: undefined, ask: undefined }));
  const all = { ...verdict, violations: [...more, ...verdict.violations] };
  const figures = `seed ${seed}: ${tasks} tasks by ${asks.length} asks, ${mayhem.faults.length} faults in ${seconds} s, settled in ${settledMs} ms, ${JSON.stringify(verdict.outcomes)}, finished and untold: ${verdict.untold.map(({ token }) => token).join(', ') || 'none'}; ${JSON.stringify(countBy(mayhem.faults.map(({ kind }) => kind)))}`;
  console.log(figures);
  if (process.env.FAULT_UNTOLD) console.log(describeAll(verdict.untold, mayhem.faults));
  const report = `${figures}\n${reportOf(all, mayhem.faults)}\n${stuck}`;
  // Also where a second run is clean.
  if (all.violations.length > 0) console.log(report);
  return { violations: all.violations.map(({ what }) => what), report };
}

/** Spreads the asks over the time there is, as far as those before them leave room. */
async function askAll(
  rig: Rig,
  asks: readonly ReturnType<typeof planAsks>[number][],
  running: RunningAsk[],
  untilMs: number,
) {
  for (const [index, ask] of asks.entries()) {
    while (running.filter(({ end, wasKilled }) => !end && !wasKilled).length >= MOST_ASKS) await pause(20);
    running.push(startAsk(rig, ask));
    // The last ones come well before the end of the faults.
    const leftMs = untilMs - 5_000 - Date.now();
    await pause(Math.max(0, leftMs / (asks.length - index)));
  }
}

async function breakThings(mayhem: Mayhem, faults: readonly PlannedFault[], untilMs: number) {
  for (const fault of faults) {
    if (Date.now() + fault.afterMs > untilMs) return;
    await pause(fault.afterMs);
    mayhem.make(fault);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
