import type { TaskOfPrompt } from '../asking/put-plan.ts';
import type { Project } from '../project/project.ts';
import { Changes } from '../system/changes.ts';
import { after, nowMs } from '../system/clock.ts';
import { explain, UserError } from '../system/errors.ts';
import { markTaken } from '../tasks/taken.ts';
import type { Task } from '../tasks/task.ts';
import { awaitTask, type WaitEnd } from './await-task.ts';
import { noteDoor } from './front-door.ts';
import type { Part } from './gather.ts';
import { rehearse } from './rehearse.ts';
import { settle, takeBack } from './settle.ts';
import { watchTasks } from './view/watch-tasks.ts';
import { type Answering, writeAnswer } from './write-answer.ts';

/** The tasks that were put from a prompt file, in the order written. */
export interface Delegation extends Answering {
  readonly tasks: readonly TaskOfPrompt[];
}

/**
 * Waits for all the tasks with their view on the terminal, and writes what came of them into the prompt file; the exit
 * code. Agents that are down are started at the same time. Throws a UserError where nothing could be done at all: the
 * prompt file is untouched then, and nothing is left behind that would start with an agent's next window.
 */
export async function awaitAnswers(delegation: Delegation): Promise<number> {
  noteDoor(delegation.project.home);
  const stopTimer = after(REHEARSE_AFTER_MS, () => void rehearse(delegation, delegation.tasks[0]!.task));
  const ends = await awaitAll(delegation).finally(stopTimer);
  const faults = ends.flatMap(({ end }) => (end.kind === 'fault' ? [end.error] : []));
  if (faults.length === ends.length) {
    // Told now, with the fault.
    for (const { task } of ends) markTaken(delegation.project.home, task.id);
    throw faults[0];
  }
  const parts = await Promise.all(ends.map((one) => settlePart(delegation, one)));
  const wallMs = nowMs() - Date.parse(delegation.tasks[0]!.task.created_at);
  return writeOrSayWhere(delegation, parts, delegation.isAttached ? undefined : wallMs);
}

/** By then the agents have their tasks, as a rule. */
const REHEARSE_AFTER_MS = 250;

type End = WaitEnd | { readonly kind: 'fault'; readonly error: unknown };

async function awaitAll({ project, tasks, isAttached }: Delegation): Promise<{ task: Task; end: End }[]> {
  const changes = new Changes();
  const isWaited = (task: Task) => isAttached === true || !task.is_background;
  const waited = tasks.filter(({ task }) => isWaited(task));
  const watcher = waited.length > 0 ? watchTasks({ project, tasks: waited, changes }) : undefined;
  const asked = () => watcher?.asked();
  // Whoever comes back to a task takes it late too.
  const until = isAttached ? { untilMs: Number.POSITIVE_INFINITY } : {};
  const endOf = (task: Task) =>
    isWaited(task) ? awaitTask({ project, task, changes, asked, ...until }) : startForLater(project, task);
  try {
    return await Promise.all(
      tasks.map(async ({ task }) => ({ task, end: await endOrTakeBack(project, task, () => endOf(task)) })),
    );
  } finally {
    watcher?.close();
  }
}

/** Nobody waits for it, but its agent must run. */
async function startForLater(project: Project, task: Task): Promise<WaitEnd> {
  const { ensureAgent } = await import('./ensure-agent.ts');
  await ensureAgent(project, task.agent);
  return { kind: 'background' };
}

/** A wait that cannot go on (no tmux) leaves no task behind. */
async function endOrTakeBack(project: Project, task: Task, end: () => Promise<WaitEnd>): Promise<End> {
  try {
    return await end();
  } catch (error) {
    await takeBack(project, task, explain(error));
    return { kind: 'fault', error };
  }
}

async function settlePart({ project }: Delegation, { task, end }: { task: Task; end: End }): Promise<Part> {
  const told: WaitEnd = end.kind === 'fault' ? { kind: 'no-agent', reason: explain(end.error) } : end;
  return { task, settled: await settle(project, task, told) };
}

/** What cannot be written into the prompt file can still be read. */
async function writeOrSayWhere(
  delegation: Delegation,
  parts: readonly Part[],
  wallMs: number | undefined,
): Promise<number> {
  try {
    await writeAnswer(delegation, parts, wallMs);
    return 0;
  } catch (error) {
    const ids = parts.map(({ task }) => task.id).join(' ');
    const mend =
      parts.length === 1 ? `The answer is kept: ctrlg results ${ids}` : 'The answers are kept: ctrlg results';
    throw new UserError(explain(error), mend, { cause: error });
  }
}
