import { agentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
import type { AgentState } from '../status/status.ts';
import type { Changes } from '../system/changes.ts';
import { displayText, fitTo } from '../system/terminal.ts';
import type { Task } from '../tasks/task.ts';
import { tell } from './output.ts';

/** Tells on standard error how a task gets on, a line at each change. */
export function showProgress(project: Project, task: Task, changes: Changes): void {
  const { status } = agentPlaces(project.home, task.agent);
  const width = process.stderr.columns || 80;
  let shown = '';
  void changes.until(() => {
    const line = progressLine(readStatus(status), task);
    if (line !== shown) tell(fitTo(`${task.agent}: ${displayText(line)}`, width));
    shown = line;
  });
}

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
