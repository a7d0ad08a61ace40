import { UserError } from '../../system/errors.ts';
import type { Task } from '../../tasks/task.ts';
import { editPrompt } from '../terminal/edit-prompt.ts';
import { openShell } from '../terminal/shell.ts';
import { Menu, type MenuRequest, type ToAgent, type Wanted } from './choices.ts';
import { Picker } from './picker.ts';
import { refreshOnChange } from './refresh.ts';

/** What the menu came to: an agent for the prompt, or an exit code where the file is as it shall be. */
export type Picked = ToAgent | { readonly kind: 'exit'; readonly exitCode: number };

/** Lets the person say what is to be done with a prompt that names no agent. Throws a UserError without a terminal. */
export async function openMenu(request: MenuRequest): Promise<Picked> {
  for (;;) {
    const wanted = await pickOnTerminal(request);
    switch (wanted.kind) {
      case 'agent':
        return wanted;
      case 'leave':
        return { kind: 'exit', exitCode: 0 };
      case 'edit':
        return { kind: 'exit', exitCode: await editPrompt(request.file, request.config) };
      case 'shell':
        await openShell(request.config);
        break;
      case 'attach':
        return { kind: 'exit', exitCode: await attach(request, wanted.tasks) };
      default:
        wanted satisfies never;
    }
  }
}

async function attach(request: MenuRequest, tasks: readonly Task[]): Promise<number> {
  const { awaitAnswers } = await import('../await-answer.ts');
  const again = tasks.map((task) => ({ task, why: 'asked before' }));
  return awaitAnswers({ ...request, isAttached: true, tasks: again });
}

async function pickOnTerminal(request: MenuRequest): Promise<Wanted> {
  const picker = Picker.open();
  if (!picker)
    throw new UserError(
      'There is no terminal to show the menu on.',
      'Begin the prompt with @name, or set "default" in ctrlg.config.json.',
    );
  const agents = Object.keys(request.config.agents);
  const refresh = refreshOnChange(request.project.home, agents, () => picker.draw());
  try {
    return await new Menu(request, picker).choose();
  } finally {
    refresh.close();
    picker.close();
  }
}
