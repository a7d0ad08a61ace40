import { reportOfOutcome } from '../asking/answer.ts';
import type { Project } from '../project/project.ts';
import { agentOf } from '../tasks/claimer.ts';
import { type Done, readDone } from '../tasks/done-marker.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';
import type { Task } from '../tasks/task.ts';
import type { WaitEnd } from './await-task.ts';

/** What there is to tell of a task when nobody waits for it any more. */
export type Settled =
  | { readonly kind: 'done'; readonly done: Done }
  /** It goes on, and nobody waits. */
  | { readonly kind: 'ticket' }
  /** The person left the prompt to itself. */
  | { readonly kind: 'left' }
  /** It was not done: in a word, and in a line with the reason below. */
  | { readonly kind: 'not-done'; readonly word: string; readonly report: string; readonly done?: Done };

/** Settles a wait: a task that nobody has begun and nobody waits for is taken back. */
export async function settle(project: Project, task: Task, end: WaitEnd): Promise<Settled> {
  switch (end.kind) {
    case 'ended':
      return settledBy(end.done);
    case 'deadline':
      return settleLate(project, task);
    case 'background':
      return { kind: 'ticket' };
    case 'left':
      return { kind: 'left' };
    case 'no-agent': {
      await takeBack(project, task, end.reason);
      const done = readDone(project.home, task.id);
      const report = `${task.agent} · not started · task ${task.id} was taken back\n${end.reason}`;
      return { kind: 'not-done', word: 'not started', report, ...(done && { done }) };
    }
    default:
      return end satisfies never;
  }
}

/** A task that has ended, by its done marker. */
export const settledBy = (done: Done): Settled =>
  done.status === 'done'
    ? { kind: 'done', done }
    : { kind: 'not-done', word: spokenOutcome(done), report: reportOfOutcome(done), done };

async function settleLate(project: Project, task: Task): Promise<Settled> {
  const { cancelUnbegun } = await import('../tasks/cancel.ts');
  const what = cancelUnbegun(project.home, task)
    ? 'It had not been begun, and was taken back.'
    : `The run goes on and its result is kept: ctrlg results ${task.id}`;
  const minutes = (Date.parse(task.deadline_at) - Date.parse(task.created_at)) / 60_000;
  const agent = agentOf(project.home, task);
  const report = `${agent} · timed out · task ${task.id}\nNo answer within ${Number(minutes.toFixed(2))} minutes. ${what}`;
  return { kind: 'not-done', word: 'timed out', report };
}

/**
 * Takes a task back that cannot be waited for: it must not start with the agent's next window. It has failed, and nobody
 * has cancelled it: whoever is not told here any more finds it among the results that wait.
 */
export async function takeBack({ home }: Project, task: Task, why: string): Promise<void> {
  const { cancelTask } = await import('../tasks/cancel.ts');
  cancelTask(home, task, { kind: 'failed', reason: `taken back: ${why}` });
}
