import { planTasks } from '../api/plan-tasks.ts';
import { putPlan } from '../asking/put-plan.ts';
import { awaitTask, type WaitEnd } from '../coordinator/await-task.ts';
import { ensureAgent } from '../coordinator/ensure-agent.ts';
import { everyAgent } from '../project/pool.ts';
import type { PlannedTask } from '../router/bind.ts';
import { Changes } from '../system/changes.ts';
import { UserError } from '../system/errors.ts';
import { cancelTask } from '../tasks/cancel.ts';
import { delegationOf } from '../tasks/parent.ts';
import { reportTask } from '../tasks/report.ts';
import { markTaken } from '../tasks/taken.ts';
import type { Priority, Task } from '../tasks/task.ts';
import { showProgress } from './ask-progress.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { findTask } from './find-task.ts';
import { isTerminal, printJson, printLine, tell } from './output.ts';
import { printResult } from './print-result.ts';
import { readTextOf } from './read-text.ts';
import { resultFields } from './result-fields.ts';
import { assertKnown, openWorkplace, type Workplace } from './workplace.ts';

export interface AskOptions {
  /** Minutes; the config's deadline when it is left out. */
  readonly timeout?: number;
  readonly command?: true;
  readonly background?: true;
  readonly priority?: Priority;
  /** Ids of tasks, or how they begin. */
  readonly after?: readonly string[];
  readonly retries?: number;
  /** Asked twice under one key, a task is put once. */
  readonly key?: string;
  readonly json?: true;
}

/** `ctrlg ask NAME [TEXT|-]`: the round trip without an editor; the result on stdout, the outcome in the exit code. */
export async function ask(name: string, text: string | undefined, options: AskOptions): Promise<number> {
  const workplace = openWorkplace();
  if (!isChosen(name)) assertKnown([name], everyAgent(workplace.config));
  const prompt = await readTextOf(text, { what: 'prompt', empty: 'Say what the agent is to do.' });
  const { project, config } = workplace;
  const planned = await planFor(workplace, name, prompt, options);
  const [put] = await putPlan({
    project,
    config,
    context: '',
    planned: [planned],
    origin: 'ask',
    delegation: delegationOf(process.env),
    idempotencyKey: options.key,
  });
  const { task } = put!;
  if (options.background) return leaveInBackground(workplace, task, options);
  const end = await awaitAnswer(workplace, task);
  return tellEnd(workplace, task, end, options);
}

/** The ticket: the id alone on standard output, for scripts. */
async function leaveInBackground({ project }: Workplace, task: Task, { json }: AskOptions): Promise<number> {
  try {
    await ensureAgent(project, task.agent);
  } catch (error) {
    cancelTask(project.home, task);
    throw error;
  }
  const report = reportTask(project.home, task.id);
  if (json) printJson({ results: report ? [resultFields(project.home, report)] : [] });
  else printLine(task.id);
  if (!json && isTerminal('stderr'))
    tell(`${task.agent} works on it in the background: ctrlg results ${task.id}`);
  return EXIT_CODES.done;
}

/** `auto` and `tag:x` leave the choice of the agent to the router. */
const isChosen = (name: string): boolean => name === 'auto' || name.startsWith('tag:');

async function planFor(
  workplace: Workplace,
  name: string,
  prompt: string,
  options: AskOptions,
): Promise<PlannedTask> {
  const [planned] = await planTasks(workplace, [name], prompt);
  const { agent, why } = planned!;
  if (isChosen(name) && isTerminal('stderr')) tell(`${agent}: chosen by ${why}`);
  return {
    ...planned!,
    isCommand: options.command ?? false,
    isBackground: options.background ?? false,
    priority: options.priority ?? 'normal',
    timeoutMinutes: options.timeout,
    retries: options.retries,
    after: (options.after ?? []).map((id) => findTask(workplace.project.home, id).task.id),
  };
}

async function awaitAnswer({ project }: Workplace, task: Task): Promise<WaitEnd> {
  const changes = new Changes();
  let hasLeft = false;
  process.on('SIGINT', () => {
    if (hasLeft) process.exit(EXIT_CODES.interrupted);
    hasLeft = true;
    changes.poke();
  });
  if (isTerminal('stderr')) showProgress(project, task, changes);
  try {
    return await awaitTask({ project, task, changes, asked: () => (hasLeft ? 'left' : undefined) });
  } catch (error) {
    // Nobody could run it, and nobody waits for it any more: it must not start with the agent's next window.
    cancelTask(project.home, task);
    throw error;
  }
}

function tellEnd({ project }: Workplace, task: Task, end: WaitEnd, { json }: AskOptions): number {
  if (end.kind === 'no-agent') {
    cancelTask(project.home, task);
    throw new UserError(
      `Agent ${task.agent} was not started, and the task was taken back. ${end.reason}`,
      `Then ask again.`,
    );
  }
  if (json) {
    const report = reportTask(project.home, task.id);
    printJson({ results: report ? [resultFields(project.home, report)] : [] });
  }
  if (end.kind === 'ended') {
    const code = json ? EXIT_CODES[end.done.status] : printResult(project.home, end.done);
    markTaken(project.home, task.id);
    return code;
  }
  const isLate = end.kind === 'deadline';
  tell(
    `ctrlg: ${isLate ? `no answer in time` : 'stopped waiting'}; ${task.agent} goes on with task ${task.id}.\n` +
      `Its result: ctrlg results ${task.id}   Stop it: ctrlg cancel ${task.id}`,
  );
  return isLate ? EXIT_CODES['timed-out'] : EXIT_CODES.interrupted;
}
