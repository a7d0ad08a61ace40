import { promptText } from '../asking/prompt-text.ts';
import { putPlan, type TaskOfPrompt } from '../asking/put-plan.ts';
import { ensureAgent } from '../coordinator/ensure-agent.ts';
import { MOST_MINUTES, MOST_RETRIES } from '../project/bounds.ts';
import type { Project } from '../project/project.ts';
import { UserError } from '../system/errors.ts';
import { cancelUnbegun } from '../tasks/cancel.ts';
import { isMarkedDone } from '../tasks/done-marker.ts';
import { forgetKey } from '../tasks/idempotency.ts';
import { delegationOf } from '../tasks/parent.ts';
import type { AssignOptions } from './ctrlg.ts';
import { planTasks } from './plan-tasks.ts';
import type { Workplace } from './workplace.ts';

export interface PutAsked extends AssignOptions {
  /** Agents, pools, `auto`, `tag:x`. */
  readonly targets: readonly string[];
  readonly prompt: string;
}

/**
 * Puts the same task for each target, and starts the agents that do not run. Nobody waits for these tasks here: each is a
 * ticket. All of them or none; throws a UserError that says why.
 */
export async function putTasks(workplace: Workplace, asked: PutAsked): Promise<TaskOfPrompt[]> {
  const { project, config } = workplace;
  assertSound(asked);
  const planned = await planTasks(workplace, asked.targets, asked.prompt);
  const put = await putPlan({
    project,
    config,
    context: asked.context ?? '',
    planned: planned.map((task) => ({
      ...task,
      isBackground: true,
      isCommand: asked.isCommand ?? false,
      priority: asked.priority ?? 'normal',
      timeoutMinutes: asked.deadlineMinutes,
      retries: asked.retries,
      after: asked.after ?? [],
    })),
    origin: 'ask',
    delegation: delegationOf(process.env),
    idempotencyKey: asked.idempotencyKey,
  });
  await startAgents(project, put);
  return put;
}

const PRIORITIES: readonly unknown[] = ['high', 'normal', 'low', undefined];

/** A program's mistake must not become a task that nobody can read. */
function assertSound({ prompt, context = '', isCommand, targets, ...asked }: PutAsked): void {
  const mend = 'Nothing was put.';
  promptText(Buffer.from(prompt), 'The prompt', mend);
  promptText(Buffer.from(context), 'The context', mend);
  if (targets.length === 0) throw new UserError('No agent is named.', mend);
  if (isCommand && context !== '') throw new UserError('A command of the client takes no context.', mend);
  if (!PRIORITIES.includes(asked.priority))
    throw new UserError(`'${asked.priority}' is no priority.`, 'Give high, normal or low.');
  const { deadlineMinutes = 1, retries = 0 } = asked;
  if (!(deadlineMinutes > 0 && deadlineMinutes <= MOST_MINUTES))
    throw new UserError(`A deadline of ${deadlineMinutes} minutes is none.`, 'More than 0, a year at most.');
  if (!(Number.isInteger(retries) && retries >= 0 && retries <= MOST_RETRIES))
    throw new UserError(`${retries} is no number of retries.`, `A whole number from 0 to ${MOST_RETRIES}.`);
}

/** Starts the agents of tasks that were put. Where one cannot be started, nothing is left behind that would start with its next window. */
export async function startAgents(project: Project, put: readonly TaskOfPrompt[]): Promise<void> {
  const open = put.filter(({ task }) => !isMarkedDone(project.home, task.id));
  const agents = [...new Set(open.map(({ task }) => task.agent))];
  const starts = await Promise.allSettled(agents.map((agent) => ensureAgent(project, agent)));
  const failed = starts.find((start) => start.status === 'rejected');
  if (!failed) return;
  for (const { task } of open) {
    const isTakenBack = cancelUnbegun(project.home, task);
    // Asked again, when all is in order, it is to be put.
    if (isTakenBack && task.idempotency_key !== null) forgetKey(project.home, task.idempotency_key);
  }
  throw failed.reason;
}
