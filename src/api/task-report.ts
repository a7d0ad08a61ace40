import type { Database } from '../system/database.ts';
import { UserError } from '../system/errors.ts';
import { nearIds } from '../tasks/near-ids.ts';
import { readTask } from '../tasks/put.ts';
import { readResult, reportTask, type TaskReport as StoredReport, taskIds } from '../tasks/report.ts';
import type { Task } from '../tasks/task.ts';
import { TASK_ID } from '../tasks/task-key.ts';
import type { TaskReport } from './ctrlg.ts';

/** The task of a ticket. Throws a UserError for an id that was not put in this project; it names those that may be meant. */
export function taskOfTicket(home: string, id: string): Task {
  const task = TASK_ID.test(id) ? readTask(home, id) : undefined;
  if (task) return task;
  const near = nearIds(id, taskIds(home));
  const meant = near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : '';
  throw new UserError(`There is no task '${id}' in this project.`, `${meant}Give an id as it was returned.`);
}

/** What is known of a task. As `taskOfTicket` for an unknown id. */
export function reportOfTicket(home: string, id: string, database?: Database): TaskReport {
  return fromStored(home, reportTask(home, taskOfTicket(home, id).id, database)!);
}

export const fromStored = (home: string, report: StoredReport): TaskReport => {
  const { task, prompt, status, agent, done, waitsFor, notBefore } = report;
  return {
    id: task.id,
    agent,
    target: task.target,
    status,
    isEnded: done !== undefined,
    prompt,
    result: done ? readResult(home, task.id).toString('utf8') : null,
    reason: done?.reason ?? '',
    durationMs: done?.duration_ms ?? null,
    createdAt: task.created_at,
    endedAt: done?.ended_at ?? null,
    isLate: done?.late ?? false,
    waitsFor,
    retriesAt: notBefore,
    group: task.group,
  };
};
