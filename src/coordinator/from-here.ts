import { existsSync } from 'node:fs';
import { taskPlaces } from '../project/places.ts';
import type { Done } from '../tasks/done-marker.ts';
import { readTask } from '../tasks/put.ts';
import { isOpen, reportTask, taskIds } from '../tasks/report.ts';
import { waitingResults } from '../tasks/taken.ts';
import type { Task } from '../tasks/task.ts';
import { isAwaited } from '../tasks/unawaited.ts';

/** Whether a task was asked by the chief in this tmux pane. */
function isFromHere({ origin: { pane, tmux } }: Task): boolean {
  const [here, socket] = [process.env.TMUX_PANE, process.env.TMUX?.split(',')[0]];
  return here !== undefined && pane === here && (tmux === null || tmux === socket);
}

/** Answers that nobody has taken: those asked from here, and the others; the newest first. */
export interface WaitingAnswers {
  readonly fromHere: readonly Done[];
  readonly others: readonly Done[];
}

export function waitingAnswers(home: string): WaitingAnswers {
  const fromHere: Done[] = [];
  const others: Done[] = [];
  for (const done of waitingResults(home)) {
    const task = readTask(home, done.task_id);
    (task && isFromHere(task) ? fromHere : others).push(done);
  }
  return { fromHere, others };
}

/** Ids begin with the time: what still runs is among the newest. */
const LOOKED_AT = 100;

/** Tasks asked from here that still run with nobody waiting, in the order asked: their hook was left, or killed. */
export function runningFromHere(home: string): Task[] {
  return taskIds(home)
    .slice(0, LOOKED_AT)
    .filter((id) => !existsSync(taskPlaces(home, id).done))
    .flatMap((id) => reportTask(home, id) ?? [])
    .filter((report) => isOpen(report) && isFromHere(report.task) && !isAwaited(home, report.task))
    .map(({ task }) => task)
    .reverse();
}
