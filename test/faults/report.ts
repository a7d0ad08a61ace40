import type { Rig } from '../support/rig.ts';
import type { TaskEvidence } from './evidence.ts';
import type { Verdict, Violation } from './judge.ts';
import type { Fault } from './mayhem.ts';
import { AGENTS } from './team.ts';

const MOST_SHOWN = 5;

/** The first violations, each with all that is known of its task. */
export function reportOf({ violations, outcomes }: Verdict, faults: readonly Fault[]): string {
  const shown = violations.slice(0, MOST_SHOWN).map((one) => describe(one, faults));
  const all = violations.map(({ what, task }) => `  ${task?.token ?? '-'} ${what}`);
  return [`${violations.length} violations; outcomes ${JSON.stringify(outcomes)}`, ...all, ...shown].join(
    '\n',
  );
}

export const describeAll = (tasks: readonly TaskEvidence[], faults: readonly Fault[]): string =>
  tasks.map((task) => describe({ what: task.token, task, ask: undefined }, faults)).join('\n');

function describe({ what, task, ask }: Violation, faults: readonly Fault[]): string {
  const lines = [`\n== ${what}`];
  if (task) {
    lines.push(`task ${task.id} ${JSON.stringify(task.prompt)}`, `row ${JSON.stringify(task.row)}`);
    lines.push(
      ...task.history.map(({ at, fence, what, evidence }) => `  ${at} ${fence} ${what}: ${evidence}`),
    );
    lines.push(`marker ${JSON.stringify(task.done)}; result ${JSON.stringify(task.result)}`);
    lines.push(`begun ${JSON.stringify(task.begun)}; finished ${JSON.stringify(task.finished)}`);
    lines.push('faults meanwhile:', ...faultsIn(task, faults));
  }
  if (ask) {
    const end = ask.end ? `${ask.end.code ?? ask.end.signal}: ${JSON.stringify(ask.end.text)}` : 'not ended';
    lines.push(`${ask.ask.kind}${ask.wasKilled ? ', killed' : ''} ${JSON.stringify(ask.ask.prompt)}`);
    lines.push(`started ${new Date(ask.startedMs).toISOString()}; ${end}`);
  }
  return lines.join('\n');
}

function faultsIn({ row, history }: NonNullable<Violation['task']>, faults: readonly Fault[]): string[] {
  const since = Date.parse(history[0]?.at ?? '') - 2_000;
  const until = Date.parse(history.at(-1)?.at ?? '') + 2_000;
  return faults
    .filter(({ atMs, agent }) => atMs > since && atMs < until && (!agent || agent === row?.agent))
    .map(({ atMs, kind, agent, pids }) => `  ${new Date(atMs).toISOString()} ${kind} ${agent ?? ''} ${pids}`);
}

const LAST_LINES = 30;

/** How each agent stands, and what its wrappers did last. */
export function agentsOf(rig: Rig): string {
  const agents = AGENTS.map((name) => {
    const log = rig.log(name).trimEnd().split('\n').slice(-LAST_LINES).join('\n');
    return `== ${name} ${JSON.stringify(rig.status(name))}\n${log}`;
  });
  return [...agents, rig.tmux.allScreens()].join('\n');
}
