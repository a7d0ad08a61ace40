import * as z from 'zod/mini';
import { isoOf, nowIso, nowMs } from '../system/clock.ts';

/** What is asked of an agent. Immutable once put; the prompt stands beside it in `prompt.md`. */
export const taskSchema = z.looseObject({
  version: z.literal(1),
  id: z.string(),
  agent: z.string(),
  /** `text`: what the model is to read. `command`: a slash command for the client itself, such as `/compact`. */
  form: z.enum(['text', 'command']),
  created_at: z.string(),
  /** After this moment the task is not begun any more, and nobody waits for it. */
  deadline_at: z.string(),
  origin: z.looseObject({ kind: z.enum(['hook', 'ask']), pid: z.number(), pane: z.nullable(z.string()) }),
});

export type Task = z.infer<typeof taskSchema>;

/** How a task ended. `reason` is for a person. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'timed-out'; readonly reason: string }
  /** The client or its window died after the prompt was taken: nobody knows how far the work got. */
  | { readonly kind: 'agent-gone'; readonly reason: string };

export type OutcomeKind = Outcome['kind'];

/**
 * A new task id: 8 time-ordered characters and 3 random ones, safe in a file name and easy to type. Nothing hangs on its
 * being hard to guess, and node:crypto takes 3 ms to load.
 */
export function newTaskId(): string {
  const random = Math.floor(Math.random() * 36 ** 3);
  return `${nowMs().toString(36)}${random.toString(36).padStart(3, '0')}`;
}

export const TASK_ID = /^[0-9a-z]{6,20}$/;

export interface NewTask {
  readonly agent: string;
  readonly isCommand: boolean;
  readonly deadlineMinutes: number;
  readonly origin: Task['origin']['kind'];
}

/** A task of this process, now. */
export function newTask({ agent, isCommand, deadlineMinutes, origin }: NewTask): Task {
  return {
    version: 1,
    id: newTaskId(),
    agent,
    form: isCommand ? 'command' : 'text',
    created_at: nowIso(),
    deadline_at: isoOf(nowMs() + deadlineMinutes * 60_000),
    origin: { kind: origin, pid: process.pid, pane: process.env.TMUX_PANE ?? null },
  };
}
