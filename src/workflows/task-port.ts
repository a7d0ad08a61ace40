import type { TaskKey } from '../tasks/task-key.ts';

/** How a task of a step came to its end, for the engine. */
export type TaskEnd =
  | {
      readonly kind: 'ended';
      readonly outcome: 'done' | 'failed' | 'cancelled' | 'timed-out' | 'agent-gone';
      readonly reason: string;
      /** From the prompt taken by the client to the end of its turn. */
      readonly turnMs: number;
      readonly result: string;
    }
  /** The wait was left; the task goes on. */
  | { readonly kind: 'left' };

export interface StepTask {
  /** Chosen and written down before the task is put: putting it again puts nothing twice. */
  readonly key: TaskKey;
  /** `workflow:<run>:<step>:<n>`. */
  readonly idempotencyKey: string;
  /** As the step names it: an agent, `auto` or `tag:x`. */
  readonly target: string;
  readonly agent: string;
  readonly prompt: string;
  readonly timeoutMs: number | undefined;
}

/** Chooses agents for tasks that begin at the same time, and spreads them. */
export interface AgentChooser {
  /** Who a prompt is for. Rejects with a UserError when nobody is. */
  choose(target: string, prompt: string): Promise<string>;
}

/** All that the engine wants of agents. */
export interface TaskPort {
  chooser(): AgentChooser;
  /** Puts a task once and returns the id in force. Throws a UserError where a limit of the project forbids it. */
  put(task: StepTask): string;
  /** Waits for a task that was put, starting its agent where it does not run. */
  await(id: string, signal: AbortSignal): Promise<TaskEnd>;
  /** Takes it back, or asks its agent to stop. */
  cancel(id: string): void;
}
