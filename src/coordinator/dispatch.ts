import { existsSync } from 'node:fs';
import type { Config } from '../project/config.ts';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import { openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import type { PlannedTask } from '../router/bind.ts';
import { type Plan, planOf } from '../router/plan.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import { isDelegateAsked, isOfGit, readPromptFile } from '../tasks/prompt-file.ts';
import { isBlank } from '../tasks/prompt-text.ts';
import { putTask } from '../tasks/put.ts';
import { newTask } from '../tasks/task.ts';
import type { TaskKey } from '../tasks/task-key.ts';
import { takeKey } from './front-door.ts';

/**
 * The story of one key press: read the prompt, choose the agent, put the task, wait, write the answer.
 * Returns the exit code: 0 whenever the file holds something worth reading. Throws a UserError when nothing was sent.
 */
export async function dispatch(file: string): Promise<number> {
  const key = takeKey();
  if (isOfGit(file)) return edit(file, readConfig(openProject().folder));
  const prompt = readPromptFile(file);
  const project = openProject();
  const config = readConfig(project.folder);
  const plan = await choose(prompt, file, project, config);
  switch (plan.kind) {
    case 'tasks': {
      const [task, ...others] = plan.tasks;
      if (!task || others.length > 0 || plan.context !== '')
        throw new UserError('One prompt can hold one task only.', 'Begin it with one @name.');
      return delegate(file, prompt, task, project, config, key);
    }
    case 'workflow':
      throw new UserError(`The workflow '${plan.name}' cannot be run from a prompt.`, 'Name an agent.');
    case 'mistake':
      throw new UserError(plan.what, plan.mend);
    case 'unknown-agent':
      throw new UserError(
        `There is no agent '${plan.name}'.`,
        `Known agents: ${plan.known.join(', ') || 'none'}.`,
      );
    case 'edit':
      return edit(file, config);
    case 'menu': {
      const { openMenu } = await import('./menu/menu.ts');
      const picked = await openMenu({ file, prompt: plan.prompt, project, config });
      return picked.kind === 'agent' ? delegate(file, prompt, picked, project, config) : picked.exitCode;
    }
    default:
      return plan satisfies never;
  }
}

async function edit(file: string, config: Config): Promise<number> {
  const { editPrompt } = await import('./terminal/edit-prompt.ts');
  return editPrompt(file, config);
}

function choose(prompt: string, file: string, project: Project, config: Config): Promise<Plan> {
  return planOf({
    prompt,
    config,
    stateOf: (agent) => readStatus(agentPlaces(project.home, agent).status),
    isFile: existsSync,
    isTask: (id) => existsSync(taskPlaces(project.home, id).folder),
    pastOf: () => [],
    isDelegate: isDelegateAsked(file),
  });
}

async function delegate(
  file: string,
  original: string,
  to: PlannedTask,
  project: Project,
  config: Config,
  key?: TaskKey,
): Promise<number> {
  if (!/[^\s\p{Z}\p{C}\p{DI}]/u.test(to.prompt))
    throw new UserError(`The prompt for ${to.agent} is empty.`, 'Write what it is to do after its name.');
  const task = newTask({
    key,
    agent: to.agent,
    isCommand: to.isCommand,
    deadlineMinutes: config.deadlineMinutes,
    origin: 'hook',
  });
  putTask(project.home, task, to.prompt);
  // From here on the agent is at work, and what the wait needs is loaded beside it.
  const { awaitAnswer } = await import('./await-answer.ts');
  return awaitAnswer({ file, original, why: to.why, project, config, task });
}
