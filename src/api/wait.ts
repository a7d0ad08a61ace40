import { nowMs } from '../system/clock.ts';
import { reportTask } from '../tasks/report.ts';
import { markTaken } from '../tasks/taken.ts';
import { awaitEnds, type TaskWait } from './await-ends.ts';
import type { OpenTask, Waited, WaitOptions } from './ctrlg.ts';
import { fromStored, reportOfTicket, taskOfTicket } from './task-report.ts';
import type { Workplace } from './workplace.ts';

/** `Ctrlg.wait`. Rejects with the signal's reason when it aborts; whoever is given a result has taken it. */
export async function waitForTasks(
  { project }: Pick<Workplace, 'project'>,
  ids: readonly string[],
  {
    mode = 'all',
    timeoutMs = Number.POSITIVE_INFINITY,
    onEnd,
    signal,
  }: WaitOptions & { signal: AbortSignal },
): Promise<Waited> {
  const { home } = project;
  signal.throwIfAborted();
  const tasks = [...new Set(ids)].map((id) => taskOfTicket(home, id));
  const waits = await awaitEnds({
    project,
    tasks,
    mode,
    untilMs: nowMs() + Math.max(0, timeoutMs),
    signal,
    onEnd: (task) => onEnd?.(reportOfTicket(home, task.id)),
  });
  signal.throwIfAborted();
  const parts = waits.map((wait) => openTask(home, wait));
  const ended = parts.filter(({ isEnded }) => isEnded).map(({ trouble: _, ...report }) => report);
  for (const { id } of ended) markTaken(home, id);
  return { ended, open: parts.filter(({ isEnded }) => !isEnded) };
}

/** As it is now: it may have ended since it was left. */
const openTask = (home: string, { task, end }: TaskWait): OpenTask => ({
  ...fromStored(home, reportTask(home, task.id)!),
  trouble: end.kind === 'no-agent' ? end.reason : null,
});
