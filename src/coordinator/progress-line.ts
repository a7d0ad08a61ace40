import type { AgentState } from '../status/status.ts';
import type { Task } from '../tasks/task.ts';

/** How a task gets on, from its agent's state. */
export function progressLine(state: AgentState, task: Pick<Task, 'id' | 'agent'>): string {
  if (state.kind !== 'live') return 'is being started';
  const { status, current_task, blocked_on, retry_at, queue } = state.status;
  if (blocked_on && retry_at) return `is ${blocked_on}`;
  if (blocked_on) return `waits for you: ${blocked_on} (ctrlg attach ${task.agent})`;
  if (current_task === task.id) return `works on task ${task.id}`;
  if (status === 'starting') return 'is starting';
  const position = queue.indexOf(task.id) + 1;
  return position > 0 && status === 'working'
    ? `is busy; task ${task.id} is number ${position} in its queue`
    : 'is about to begin';
}
