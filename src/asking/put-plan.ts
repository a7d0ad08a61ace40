import { existsSync } from 'node:fs';
import type { Config } from '../project/config.ts';
import { taskPlaces } from '../project/places.ts';
import { agentConfigOf } from '../project/pool.ts';
import type { Project } from '../project/project.ts';
import type { PlannedTask } from '../router/bind.ts';
import { UserError } from '../system/errors.ts';
import { countPut } from '../tasks/limits.ts';
import { isBlank } from '../tasks/prompt-text.ts';
import { putTask } from '../tasks/put.ts';
import { type Asker, newTask, type Task } from '../tasks/task.ts';
import { newTaskKey, type TaskKey } from '../tasks/task-key.ts';

export interface PutRequest {
  readonly project: Project;
  readonly config: Config;
  /** The prompt file. */
  readonly file: string;
  /** The text that all the tasks share. */
  readonly context: string;
  readonly planned: readonly PlannedTask[];
  /** Under which a task may have been put already; for a plan of one. */
  readonly key?: TaskKey | undefined;
  /** Whoever waits; this process unless given. */
  readonly asker?: Asker | undefined;
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
 * Puts the tasks of a prompt file, in its order. All of them or none: throws a UserError for an empty prompt, for too many
 * tasks in a minute, and for a full disk.
 */
export async function putPlan(request: PutRequest): Promise<TaskOfPrompt[]> {
  const { project, config, context, planned } = request;
  assertAsked(request);
  const tasks = tasksOf(request);
  const isNew = !tasks.every(({ id }) => existsSync(taskPlaces(project.home, id).folder));
  if (isNew) countPut(project.home, tasks, config.limits);
  await putAll(project.home, tasks, (index) =>
    putTask(project.home, tasks[index]!, planned[index]!.prompt, context),
  );
  return tasks.map((task, index) => ({ task, why: planned[index]!.why }));
}

/** What a full disk stops half way is taken back. */
async function putAll(home: string, tasks: readonly Task[], put: (index: number) => void): Promise<void> {
  for (const index of tasks.keys()) {
    try {
      put(index);
    } catch (error) {
      const { cancelTask } = await import('../tasks/cancel.ts');
      for (const task of tasks.slice(0, index)) cancelTask(home, task);
      throw error;
    }
  }
}

function assertAsked({ context, planned }: PutRequest): void {
  const empty = planned.find(({ prompt }) => isBlank(context + prompt));
  if (empty)
    throw new UserError(`The prompt for ${empty.agent} is empty.`, 'Write what it is to do after its name.');
}

function tasksOf({ config, file, planned, key, asker, template }: PutRequest): Task[] {
  const keys = planned.map((_, index) => (index === 0 && key) || newTaskKey());
  const group = planned.length > 1 ? keys[0]!.id : null;
  return planned.map((task, index) => ({
    ...newTask({
      ...task,
      key: keys[index],
      deadlineMinutes: task.timeoutMinutes ?? config.deadlineMinutes,
      retries: task.retries ?? agentConfigOf(config, task.agent)?.retries ?? config.retries,
      after: task.after.map((first) => (typeof first === 'number' ? keys[first]!.id : first)),
      origin: 'hook',
      group,
      file,
      asker,
    }),
    ...(template !== undefined && { answer_template: template }),
  }));
}
