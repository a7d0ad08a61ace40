import { existsSync } from 'node:fs';
import type { Config } from '../project/config.ts';
import { agentPlaces } from '../project/places.ts';
import { openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { type Route, route } from '../router/route.ts';
import { readStatus } from '../status/read.ts';
import { Changes } from '../system/changes.ts';
import { UserError } from '../system/errors.ts';
import { putTask } from '../tasks/put.ts';
import { markTaken } from '../tasks/taken.ts';
import { newTask } from '../tasks/task.ts';
import { answerOf, reportOfOutcome, reportOver, withoutReport } from './answer.ts';
import { awaitTask, type Wait, type WaitEnd } from './await-task.ts';
import { isDelegateAsked, isOfGit, readPromptFile, writePromptFile } from './prompt-file.ts';
import { watchTask } from './view/watch-task.ts';

type ToAgent = Extract<Route, { kind: 'agent' }>;

/**
 * The story of one key press: read the prompt, choose the agent, put the task, wait, write the answer.
 * Returns the exit code: 0 whenever the file holds something worth reading. Throws a UserError when nothing was sent.
 */
export async function dispatch(file: string): Promise<number> {
  if (isOfGit(file)) return edit(file, readConfig(openProject().folder));
  const prompt = withoutReport(readPromptFile(file));
  const project = openProject();
  const config = readConfig(project.folder);
  const chosen = choose(prompt, file, project, config);
  switch (chosen.kind) {
    case 'agent':
      return delegate(file, prompt, chosen, project, config);
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
      return picked.kind === 'agent' ? delegate(file, prompt, picked, project, config) : picked.exitCode;
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

async function delegate(
  file: string,
  original: string,
  to: ToAgent,
  project: Project,
  config: Config,
): Promise<number> {
  if (!/[^\s\p{Z}\p{C}\p{DI}]/u.test(to.prompt))
    throw new UserError(`The prompt for ${to.agent} is empty.`, 'Write what it is to do after its name.');
  const task = newTask({
    agent: to.agent,
    isCommand: to.isCommand,
    deadlineMinutes: config.deadlineMinutes,
    origin: 'hook',
  });
  putTask(project.home, task, to.prompt);
  const changes = new Changes();
  const watcher = watchTask({ project, task, changes, why: to.why });
  try {
    const end = await awaitOrTakeBack({ project, task, changes, asked: watcher.asked });
    return await writeEnd(file, original, end, { project, config, task });
  } finally {
    watcher.close();
  }
}

/** A wait that cannot go on (no tmux) leaves nothing behind that would start with the agent's next window. */
async function awaitOrTakeBack(wait: Wait): Promise<WaitEnd> {
  try {
    return await awaitTask(wait);
  } catch (error) {
    await takeBack(wait);
    throw error;
  }
}

async function takeBack({ project, task }: Pick<Wait, 'project' | 'task'>): Promise<void> {
  const { cancelTask } = await import('../tasks/cancel.ts');
  cancelTask(project.home, task);
}

interface Told {
  readonly project: Project;
  readonly config: Config;
  readonly task: ReturnType<typeof newTask>;
}

async function writeEnd(
  file: string,
  original: string,
  end: WaitEnd,
  { project, config, task }: Told,
): Promise<number> {
  const report = (text: string) => writePromptFile(file, reportOver(original, text));
  const later = `The run goes on and its result is kept: ctrlg results ${task.id}`;
  switch (end.kind) {
    case 'ended':
      if (end.done.status === 'done')
        writePromptFile(file, answerOf(project.home, end.done, config.answerTemplate));
      else report(reportOfOutcome(end.done));
      markTaken(project.home, task.id);
      return 0;
    case 'deadline':
      report(
        `${task.agent} · timed out · task ${task.id}\nNo answer within ${config.deadlineMinutes} minutes. ${later}`,
      );
      return 0;
    case 'background':
      writePromptFile(file, `[ctrlg] ${task.agent} goes on in the background: ctrlg results ${task.id}\n`);
      return 0;
    case 'left':
      writePromptFile(file, original);
      return 0;
    case 'no-agent': {
      await takeBack({ project, task });
      report(`${task.agent} · not started · task ${task.id} was taken back\n${end.reason}`);
      return 0;
    }
    default:
      return end satisfies never;
  }
}
