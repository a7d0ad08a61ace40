import { awaitTask, type WaitEnd } from '../coordinator/await-task.ts';
import { watchTasks } from '../coordinator/view/watch-tasks.ts';
import type { Project } from '../project/project.ts';
import { Changes } from '../system/changes.ts';
import { UserError } from '../system/errors.ts';
import { reportTask } from '../tasks/report.ts';
import { markTaken } from '../tasks/taken.ts';
import type { Task } from '../tasks/task.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, tell } from './output.ts';
import { printResult } from './print-result.ts';
import { makeRaw } from './raw-terminal.ts';
import { resultFields } from './result-fields.ts';

/** Shows the waiting view of a task that runs, from any terminal, and prints its result at the end; the exit code. */
export async function attachTask(project: Project, task: Task, { json }: { json?: true }): Promise<number> {
  const end = await watchToTheEnd(project, task);
  switch (end.kind) {
    case 'ended': {
      const report = json && reportTask(project.home, task.id);
      if (report) printJson({ results: [resultFields(project.home, report)] });
      const code = json ? EXIT_CODES[end.done.status] : printResult(project.home, end.done);
      markTaken(project.home, task.id);
      return code;
    }
    case 'no-agent':
      throw new UserError(
        `Agent ${task.agent} does not run. ${end.reason}`,
        `Start it with: ctrlg up ${task.agent}`,
      );
    default:
      tell(`ctrlg: ${task.agent} goes on with task ${task.id}. Its result: ctrlg results ${task.id}`);
      return EXIT_CODES.interrupted;
  }
}

async function watchToTheEnd(project: Project, task: Task): Promise<WaitEnd> {
  const changes = new Changes();
  const putBack = makeRaw();
  const watcher = watchTasks({ project, tasks: [{ task, why: 'attached' }], changes });
  try {
    const { asked } = watcher;
    return await awaitTask({ project, task, changes, asked, untilMs: Number.POSITIVE_INFINITY });
  } finally {
    watcher.close();
    putBack();
  }
}
