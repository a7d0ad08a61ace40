import type { Database } from '../system/database.ts';
import { agentOf } from '../tasks/claimer.ts';
import { readTask } from '../tasks/put.ts';
import { reportTask, taskIds } from '../tasks/report.ts';
import { waitingResults } from '../tasks/taken.ts';
import type { TaskReport, TasksOptions } from './ctrlg.ts';
import { fromStored } from './task-report.ts';

const SHOWN = 20;

/** `Ctrlg.tasks`. */
export function listTasks(home: string, database: Database, options: TasksOptions): TaskReport[] {
  const { agent, isWaiting, limit = SHOWN } = options;
  const ids = isWaiting ? waitingResults(home).map(({ task_id }) => task_id) : taskIds(home);
  const found: TaskReport[] = [];
  for (const id of ids) {
    if (found.length >= limit) break;
    if (agent !== undefined && !isOf(home, id, agent)) continue;
    const report = reportTask(home, id, database);
    if (report) found.push(fromStored(home, report));
  }
  return found;
}

function isOf(home: string, id: string, agent: string): boolean {
  const task = readTask(home, id);
  return task !== undefined && agentOf(home, task) === agent;
}
