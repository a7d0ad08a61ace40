import { existsSync } from 'node:fs';
import type { Config } from '../project/config.ts';
import { agentPlaces } from '../project/places.ts';
import { openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { type Route, route } from '../router/route.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import { isDelegateAsked, isOfGit, readPromptFile } from '../tasks/prompt-file.ts';
import { isBlank } from '../tasks/prompt-text.ts';
import { putTask } from '../tasks/put.ts';
import { newTask } from '../tasks/task.ts';
import type { TaskKey } from '../tasks/task-key.ts';
import { takeKey } from './front-door.ts';

type ToAgent = Extract<Route, { kind: 'agent' }>;

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
  const chosen = choose(prompt, file, project, config);
  switch (chosen.kind) {
    case 'agent':
      return delegate({ file, prompt, project, config, key }, chosen);
    case 'unknown-agent':
      throw new UserError(
        `There is no agent '${chosen.name}'.`,
        `Known agents: ${chosen.known.join(', ') || 'none'}.`,
      );
    case 'edit':
      return edit(file, config);
    case 'menu': {
      const { openMenu } = await import('./menu/menu.ts');
      const picked = await openMenu({ file, prompt, project, config });
      return picked.kind === 'agent' ? delegate({ file, prompt, project, config }, picked) : picked.exitCode;
    }
    default:
      return chosen satisfies never;
  }
}

async function edit(file: string, config: Config): Promise<number> {
  const { editPrompt } = await import('./terminal/edit-prompt.ts');
  return editPrompt(file, config);
}

function choose(prompt: string, file: string, project: Project, config: Config): Route {
  return route({
    prompt,
    config,
    stateOf: (agent) => readStatus(agentPlaces(project.home, agent).status),
    isFile: existsSync,
    isDelegate: isDelegateAsked(file),
  });
}

interface Asked {
  readonly file: string;
  readonly prompt: string;
  readonly project: Project;
  readonly config: Config;
  /** The key under which the agent may have put the task before this process was up. */
  readonly key?: TaskKey | undefined;
}

async function delegate({ file, prompt, project, config, key }: Asked, to: ToAgent): Promise<number> {
  if (isBlank(to.prompt))
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
  return awaitAnswer({ file, original: prompt, why: to.why, project, config, task });
}
