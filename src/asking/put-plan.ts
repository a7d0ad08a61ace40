import { existsSync } from 'node:fs';
import type { Config } from '../project/config.ts';
import { taskPlaces } from '../project/places.ts';
import { agentConfigOf } from '../project/pool.ts';
import type { Project } from '../project/project.ts';
import type { PlannedTask } from '../router/bind.ts';
import { UserError } from '../system/errors.ts';
import { countPut } from '../tasks/limits.ts';
import type { Delegation } from '../tasks/parent.ts';
import { putTask, readTask } from '../tasks/put.ts';
import { type Asker, newTask, type Task } from '../tasks/task.ts';
import { newTaskKey, type TaskKey } from '../tasks/task-key.ts';
import { isBlank } from './prompt-text.ts';

export interface PutRequest {
  readonly project: Project;
  readonly config: Config;
  /** The prompt file, where there is one. */
  readonly file?: string | undefined;
  /** The text that all the tasks share. */
  readonly context: string;
  readonly planned: readonly PlannedTask[];
  /** Under which a task may have been put already; for a plan of one. */
  readonly key?: TaskKey | undefined;
  /** Whoever waits; this process unless given. */
  readonly asker?: Asker | undefined;
  /** How they are asked for; by a hook unless given. */
  readonly origin?: 'hook' | 'ask' | 'send' | undefined;
  /** The task in whose turn they are put; by a person unless given. */
  readonly delegation?: Delegation | undefined;
  /** Asked twice under one key, a plan is put once. */
  readonly idempotencyKey?: string | undefined;
  /** The answer's template, for a hook that reads no config. */
  readonly template?: string | undefined;
}

/** A task that was put from a prompt file. */
export interface TaskOfPrompt {
  readonly task: Task;
  /** Why this agent was chosen. */
  readonly why: string;
}

/**
 * Puts the tasks of a prompt, in its order; returns them as they are in force. All of them or none: throws a UserError for
 * an empty prompt, for too many tasks in a minute, for a spent budget, and for a full disk.
 */
export async function putPlan(request: PutRequest): Promise<TaskOfPrompt[]> {
  const { project, planned } = request;
  assertAsked(request);
  const tasks = tasksOf(request);
  const isNew = !tasks.every(({ id }) => existsSync(taskPlaces(project.home, id).folder));
  if (isNew) await assertWithinLimits(request, tasks);
  const inForce: Task[] = [];
  try {
    for (const [index, task] of tasks.entries()) inForce.push(putOne(request, task, planned[index]!.prompt));
  } catch (error) {
    // What a full disk stops half way is taken back.
    const { withdraw } = await import('../tasks/cancel.ts');
    // One that an earlier call has put under the same key stays.
    for (const task of inForce) if (tasks.some(({ id }) => id === task.id)) withdraw(project.home, task);
    throw error;
  }
  return inForce.map((task, index) => ({ task, why: planned[index]!.why }));
}

/**
 * The task in force: one that was put before under the same idempotency key, or by an agent that was faster. That agent is
 * busy now, and a pool would plan another member for it here.
 */
function putOne({ project: { home }, context, key }: PutRequest, task: Task, prompt: string): Task {
  const id = putTask(home, task, prompt, context);
  return id === task.id && key === undefined ? task : (readTask(home, id) ?? task);
}

async function assertWithinLimits({ project, config: { limits } }: PutRequest, tasks: Task[]): Promise<void> {
  countPut(project.home, tasks, limits);
  if (limits.spendPerDay === null) return;
  const { assertBudget } = await import('./budget.ts');
  assertBudget(project.home, limits.spendPerDay);
}

/** More than anything that names a task. */
const LONGEST_KEY = 1_000;

function assertAsked({ context, planned, idempotencyKey = '' }: PutRequest): void {
  if (idempotencyKey.length > LONGEST_KEY)
    throw new UserError(
      `The idempotency key has ${idempotencyKey.length} characters; ${LONGEST_KEY} is the most.`,
      'Give it a short name.',
    );
  const empty = planned.find(({ prompt }) => isBlank(context + prompt));
  if (empty)
    throw new UserError(`The prompt for ${empty.agent} is empty.`, 'Write what it is to do after its name.');
}

function tasksOf(request: PutRequest): Task[] {
  const { config, planned, key, template } = request;
  const { file, asker, delegation, idempotencyKey, origin = 'hook' } = request;
  const keys = planned.map((_, index) => (index === 0 && key) || newTaskKey());
  const group = planned.length > 1 ? keys[0]!.id : null;
  return planned.map((task, index) => ({
    ...newTask({
      ...task,
      key: keys[index],
      deadlineMinutes: task.timeoutMinutes ?? config.deadlineMinutes,
      retries: task.retries ?? agentConfigOf(config, task.agent)?.retries ?? config.retries,
      after: task.after.map((first) => (typeof first === 'number' ? keys[first]!.id : first)),
      ...delegation,
      origin,
      group,
      file,
      asker,
      // Each task of several has a key of its own.
      idempotencyKey:
        idempotencyKey && planned.length > 1 ? `${idempotencyKey} #${index + 1}` : idempotencyKey,
    }),
    ...(template !== undefined && { answer_template: template }),
  }));
}
