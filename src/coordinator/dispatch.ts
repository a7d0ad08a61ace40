import { planPrompt } from '../asking/plan-prompt.ts';
import { isOfGit, readPromptFile } from '../asking/prompt-file.ts';
import { isBlank } from '../asking/prompt-text.ts';
import { putPlan } from '../asking/put-plan.ts';
import type { Config } from '../project/config.ts';
import { openProject } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import type { PlannedTask } from '../router/bind.ts';
import type { Plan } from '../router/plan.ts';
import { UserError } from '../system/errors.ts';
import type { TaskKey } from '../tasks/task-key.ts';
import type { Answering } from './write-answer.ts';

/**
 * The story of one key press: read the prompt, choose the agents, put the tasks, wait, write the answer.
 * `key`: under which an agent may have put the only task already. Returns the exit code: 0 whenever the file holds something
 * worth reading. Throws a UserError when nothing was sent.
 */
export async function dispatch(file: string, key?: TaskKey): Promise<number> {
  if (isOfGit(file)) return edit(file, readConfig(openProject().folder));
  const original = readPromptFile(file);
  const project = openProject();
  const config = readConfig(project.folder);
  const asked = { file, original, project, config };
  // Who has nothing to ask may have a result to take.
  const plan: Plan =
    isBlank(original) && config.default !== 'edit'
      ? { kind: 'menu', prompt: original }
      : await planPrompt({ ...asked, prompt: original, folder: process.cwd() });
  switch (plan.kind) {
    case 'tasks':
      return delegate(asked, plan, plan.tasks.length === 1 ? key : undefined);
    case 'workflow': {
      const { runFromPrompt } = await import('./workflow/run-from-prompt.ts');
      return runFromPrompt({ ...asked, ...plan });
    }
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
      const picked = await openMenu({ ...asked, prompt: plan.prompt });
      return picked.kind === 'agent' ? delegate(asked, { context: '', tasks: [picked] }) : picked.exitCode;
    }
    default:
      return plan satisfies never;
  }
}

async function edit(file: string, config: Config): Promise<number> {
  const { editPrompt } = await import('./terminal/edit-prompt.ts');
  return editPrompt(file, config);
}

interface Delegated {
  readonly context: string;
  readonly tasks: readonly PlannedTask[];
}

async function delegate(
  asked: Omit<Answering, 'context'>,
  { context, tasks: planned }: Delegated,
  key?: TaskKey,
): Promise<number> {
  const tasks = await putPlan({ ...asked, context, planned, key });
  // From here on the agents are at work, and what the wait needs is loaded beside them.
  const { awaitAnswers } = await import('./await-answer.ts');
  return awaitAnswers({ ...asked, context, tasks });
}
