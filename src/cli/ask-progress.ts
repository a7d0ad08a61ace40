import { progressLine } from '../coordinator/progress-line.ts';
import { agentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
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
