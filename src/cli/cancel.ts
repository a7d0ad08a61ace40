import { agentPlaces } from '../project/places.ts';
import { openProject } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import { cancelTask } from '../tasks/cancel.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { findTask } from './find-task.ts';
import { printJson, printLine } from './output.ts';

/** `ctrlg cancel ID`: at once while it is queued; a running one by the client's own interrupt key. */
export function cancel(id: string, options: { json?: true }): number {
  const { home } = openProject();
  const { task, status } = findTask(home, id);
  const result = cancelTask(home, task);
  if (result === 'ended') {
    throw new UserError(
      `Task ${task.id} has ended already (${status}).`,
      `See it with: ctrlg results ${task.id}`,
    );
  }
  const isLive = readStatus(agentPlaces(home, task.agent).status).kind === 'live';
  if (options.json) printJson({ task_id: task.id, agent_id: task.agent, result });
  else printLine(`Task ${task.id}: ${spoken(result, task.agent, isLive)}`);
  return EXIT_CODES.done;
}

function spoken(result: 'cancelled' | 'asked', agent: string, isLive: boolean): string {
  if (result === 'cancelled') return 'cancelled before it was begun.';
  if (isLive) return `${agent} is asked to stop.`;
  return `${agent} does not run; it is told at its next start.`;
}
