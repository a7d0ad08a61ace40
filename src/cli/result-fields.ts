import { readResult, type TaskReport } from '../tasks/report.ts';

/** One entry of `{"results": […]}`: the same for `ask`, `results` and `results ID`. */
export function resultFields(home: string, { task, prompt, status, agent, done }: TaskReport): object {
  return {
    task_id: task.id,
    agent_id: agent,
    target: task.target,
    status,
    output: done ? readResult(home, task.id).toString('utf8') : null,
    duration_ms: done?.duration_ms ?? null,
    prompt,
    created_at: task.created_at,
    ended_at: done?.ended_at ?? null,
    reason: done?.reason ?? '',
    late: done?.late ?? false,
    is_background: task.is_background,
    group: task.group,
  };
}
