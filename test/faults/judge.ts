import { readFileSync } from 'node:fs';
import type { Rig } from '../support/rig.ts';
import type { Asked, RunningAsk } from './asks.ts';
import { gather, list, type TaskEvidence } from './evidence.ts';
import type { Mayhem } from './mayhem.ts';
import { AGENTS } from './team.ts';

/** Something that must never be. */
export interface Violation {
  readonly what: string;
  readonly task: TaskEvidence | undefined;
  readonly ask: RunningAsk | undefined;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  /** How many tasks ended how. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Whose work was finished, and nobody was told: its agent died in that moment. */
  readonly untold: readonly TaskEvidence[];
}

const OUTCOMES = ['done', 'failed', 'cancelled', 'timed-out', 'agent-gone'];
/** What can make an agent lose a turn. */
const LOSES_TURNS = /client|window|front door|tmux|whole agent|put its agent down/;

/** Judges a fault run by what it left behind. */
export function judge(rig: Rig, asks: readonly RunningAsk[], mayhem: Mayhem): Verdict {
  const tasks = gather(rig);
  const violations: Violation[] = [];
  const outcomes: Record<string, number> = {};
  for (const task of tasks) {
    const ask = asks.find((one) => one.ask.tasks.some(({ token }) => token === task.token));
    const asked = ask?.ask.tasks.find(({ token }) => token === task.token);
    const say = (what: string) => violations.push({ what, task, ask });
    if (!ask || !asked) say('nobody asked for it');
    else judgeTask({ task, asked, ask, mayhem, tasks, say });
    const outcome = task.row?.outcome ?? 'never put';
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  for (const ask of asks) judgeAsk(ask, tasks, (what, task) => violations.push({ what, task, ask }));
  const untold = tasks.filter(({ finished, row }) => finished.length > 0 && row?.outcome !== 'done');
  return { violations, outcomes, untold };
}

interface Case {
  readonly task: TaskEvidence;
  readonly asked: Asked;
  readonly ask: RunningAsk;
  readonly mayhem: Pick<Mayhem, 'faults' | 'cancelled'>;
  readonly tasks: readonly TaskEvidence[];
  say(what: string): void;
}

function judgeTask(one: Case): void {
  const { task, ask, say } = one;
  if (!task.row) {
    // Killed before the inbox entry, nothing was asked.
    if (!ask.wasKilled) say('accepted, and not in the database');
    if (task.begun.length > 0) say('begun without a row');
    return;
  }
  judgeEnd(one, task.row.outcome ?? '');
  judgeTurns(one);
  judgeOutcome(one);
}

function judgeEnd({ task, say }: Case, outcome: string): void {
  if (task.row?.state !== 'ended') say(`its row says ${task.row?.state}`);
  if (!OUTCOMES.includes(outcome)) say(`its row has no outcome: ${outcome}`);
  const ends = task.history.filter(({ what }) => OUTCOMES.includes(what));
  if (ends.length !== 1) say(`it ended ${ends.length} times`);
  if (!task.done) say(task.done === null ? 'its marker is torn' : 'it has no marker');
  else if (task.done.status !== outcome) say(`its marker says ${task.done.status}, its row ${outcome}`);
  for (const run of task.runs) {
    if (run.state !== 'ended') say(`a run is open: ${run.state} under fence ${run.fence}`);
    if (run.lease_until !== null) say(`a lease is left: ${run.lease_until}`);
  }
}

/** A turn that had begun is never silently run again: each is a submit step, and all but the last were retried openly. */
function judgeTurns({ task, say }: Case): void {
  const count = (what: string) => task.history.filter((step) => step.what === what).length;
  if (task.begun.length > count('submitted'))
    say(`begun ${task.begun.length} times, and submitted ${count('submitted')} times`);
  if (count('submitted') > 1 + count('retried'))
    say(`submitted ${count('submitted')} times, with ${count('retried')} retries`);
  const anew = task.begun.filter(({ isGoOn }) => !isGoOn).length;
  if (anew > 1) say(`its work was begun from the start ${anew} times`);
  const ends = task.finished.filter(({ isGoOn }) => !isGoOn).length;
  if (ends > 1) say(`its work was finished ${ends} times`);
}

function judgeOutcome(one: Case): void {
  const { task, asked, say } = one;
  const { outcome, reason } = task.row!;
  if (outcome === 'done') judgeResult(one);
  else if (task.result !== undefined) say(`it has a result, and its outcome is ${outcome}`);
  if (outcome === 'failed' && !isFailure(asked, reason ?? '')) say(`it failed, and should not: ${reason}`);
  if (outcome === 'timed-out' && !asked.hasTimeout) say(`it timed out, and had the time: ${reason}`);
  if (outcome === 'agent-gone' && !wasHit(one)) say('agent-gone, and nothing was done to its agent');
  if (outcome === 'cancelled') judgeCancelled(one);
}

const isFailure = ({ manner }: Asked, reason: string): boolean =>
  reason.startsWith('taken back: ') ||
  (manner === 'broken' && /refused|broke/.test(reason)) ||
  (manner === 'busy' && /Overloaded.*tried/.test(reason)) ||
  (manner === 'cut' && /stream ended.*tried/.test(reason));

function judgeResult({ task, say }: Case): void {
  const wentOn = task.begun.some(({ isGoOn }) => isGoOn);
  if (task.begun.length === 0) say('done, and its work was never begun');
  if (task.result === undefined) say('done without a result');
  else if (!wentOn && task.result !== `result of ${task.prompt}`) say(`another result: ${task.result}`);
  else if (wentOn && !task.result.startsWith('went on: ')) say(`another result: ${task.result}`);
}

/** Whether something was done to the agent while it had the task in hand. */
function wasHit({ task, mayhem }: Case): boolean {
  const since = Date.parse(task.history.find(({ what }) => what === 'claimed')?.at ?? '') - 1_000;
  const until = Date.parse(task.history.at(-1)?.at ?? '') + 1_000;
  return mayhem.faults.some(
    ({ atMs, kind, agent }) =>
      (agent === undefined || agent === task.row?.agent) &&
      LOSES_TURNS.test(kind) &&
      atMs > since &&
      atMs < until,
  );
}

function judgeCancelled({ task, asked, ask, mayhem, tasks, say }: Case): void {
  if (mayhem.cancelled.has(task.id)) return;
  const { reason } = task.row!;
  if (reason?.includes('was to be done first')) {
    const first = tasks.filter(({ token }) => asked.after.includes(token));
    if (first.every(({ row }) => row?.outcome === 'done'))
      say(`dropped, and what it waited for was done: ${reason}`);
    return;
  }
  // Somebody must have been told that it was taken back.
  const isTold = /not started|taken back/.test(ask.end?.text ?? '');
  if (!isTold) say(`cancelled, and nobody was told: ${reason}`);
}

type Say = (what: string, task: TaskEvidence | undefined) => void;

/** What a process that lived to its end has promised. */
function judgeAsk({ ask, end, wasKilled }: RunningAsk, tasks: readonly TaskEvidence[], say: Say): void {
  if (wasKilled) return;
  if (!end) {
    say('it never ended', undefined);
    return;
  }
  if (ask.kind === 'hook' && end.code !== 0) say(`the hook ended with ${end.code}`, undefined);
  for (const asked of ask.tasks) {
    const mine = tasks.filter(({ token }) => token === asked.token);
    if (mine.length > 1) say(`put ${mine.length} times`, mine[1]);
    if (mine.length === 0 && end.code === 0) say(`forgotten: ${asked.token}`, undefined);
    if (mine[0] && ask.kind === 'hook') judgeAnswer(end.text, asked, mine[0], say);
  }
}

/** Every task's answer, ticket or prompt stands in the prompt file. */
function judgeAnswer(text: string, asked: Asked, task: TaskEvidence, say: Say): void {
  const ids = text.includes(task.id);
  const isThere = text.includes(asked.token) || ids;
  if (!isThere) say(`the prompt file does not hold it: ${JSON.stringify(text)}`, task);
  const times = text.split(`result of ${task.prompt}`).length - 1;
  if (times > 1) say(`its result stands in the prompt file ${times} times`, task);
}

/** What a run may not leave in the state folder once everything has settled. */
export function leftovers(rig: Rig): string[] {
  const ofAgents = AGENTS.flatMap((agent) =>
    ['inbox', 'events', 'deliver/pending', 'deliver/placed'].flatMap((folder) =>
      list(rig.agentFile(agent, folder))
        .filter((name) => folder !== 'events' || isWhole(rig.agentFile(agent, folder, name)))
        .map((name) => `left behind: ${agent}/${folder}/${name}`),
    ),
  );
  // What a put leaves that was killed half way begins with a dot, and is taken for no task.
  const listed = JSON.parse(rig.ctrlg('results', '--all', '--json')).results as { task_id: string }[];
  const rows = new Set(gather(rig).flatMap(({ row }) => row?.id ?? []));
  const unknown = listed.filter(({ task_id }) => !rows.has(task_id));
  return [...ofAgents, ...unknown.map(({ task_id }) => `listed, and never put: ${task_id}`)];
}

/** A killed script leaves an event cut short, which is no event and goes after a while. */
function isWhole(file: string): boolean {
  try {
    return Boolean(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return false;
  }
}
