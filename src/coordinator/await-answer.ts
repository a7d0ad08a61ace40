import type { Config } from '../project/config.ts';
import type { Project } from '../project/project.ts';
import { Changes } from '../system/changes.ts';
import { explain, UserError } from '../system/errors.ts';
import { reportOver } from '../tasks/prompt-report.ts';
import { markTaken } from '../tasks/taken.ts';
import type { Task } from '../tasks/task.ts';
import { answerOf, reportOfOutcome } from './answer.ts';
import { awaitTask, type Wait, type WaitEnd } from './await-task.ts';
import { noteDoor } from './front-door.ts';
import { watchTask } from './view/watch-task.ts';
import { writePromptFile } from './write-prompt-file.ts';

/** A task that was put from a prompt file. */
export interface Delegation {
  readonly file: string;
  /** What stood in the file. */
  readonly original: string;
  /** Why this agent was chosen. */
  readonly why: string;
  readonly project: Project;
  readonly config: Config;
  readonly task: Task;
}

/** Waits for the task with its view on the terminal, and writes what came of it into the prompt file; the exit code. */
export async function awaitAnswer(delegation: Delegation): Promise<number> {
  const { project, task, why } = delegation;
  noteDoor(project.home);
  const changes = new Changes();
  const watcher = watchTask({ project, task, changes, why });
  try {
    const end = await awaitOrTakeBack({ project, task, changes, asked: watcher.asked });
    return await writeOrSayWhere(end, delegation);
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

/** What cannot be written into the prompt file can still be read. */
async function writeOrSayWhere(end: WaitEnd, delegation: Delegation): Promise<number> {
  try {
    return await writeEnd(end, delegation);
  } catch (error) {
    throw new UserError(explain(error), `The answer is kept: ctrlg results ${delegation.task.id}`, {
      cause: error,
    });
  }
}

async function writeEnd(
  end: WaitEnd,
  { file, original, project, config, task }: Delegation,
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
    case 'deadline': {
      const { cancelUnbegun } = await import('../tasks/cancel.ts');
      const what = cancelUnbegun(project.home, task) ? 'It had not been begun, and was taken back.' : later;
      report(
        `${task.agent} · timed out · task ${task.id}\nNo answer within ${config.deadlineMinutes} minutes. ${what}`,
      );
      return 0;
    }
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
