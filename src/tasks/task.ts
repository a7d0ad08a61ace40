import * as z from 'zod/mini';
import { isoOf } from '../system/clock.ts';
import { newTaskKey, type TaskKey } from './task-key.ts';

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
  /** Whom the prompt asked for; the agent when it is left out. */
  target: z.optional(z.string()),
  priority: z._default(z.enum(['high', 'normal', 'low']), 'normal'),
  /** The ids of the tasks that must be done first. */
  after: z._default(z.array(z.string()), []),
  retries: z._default(z.number(), 2),
  /** The first task of the same prompt file. */
  group: z._default(z.nullable(z.string()), null),
  /** Nobody waits for it. */
  is_background: z._default(z.boolean(), false),
  origin: z.looseObject({
    kind: z.enum(['hook', 'ask', 'run']),
    pid: z.number(),
    pane: z.nullable(z.string()),
    /** The path of the tmux socket that the pane is on. */
    tmux: z._default(z.nullable(z.string()), null),
  }),
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

export interface NewTask {
  /** What it is known by and when it was asked (epoch ms), where that is settled already; else a new id, now. */
  readonly key?: TaskKey | undefined;
  readonly agent: string;
  readonly isCommand: boolean;
  readonly deadlineMinutes: number;
  readonly origin: Task['origin']['kind'];
  readonly target?: string;
  readonly priority?: Task['priority'];
  readonly after?: string[];
  readonly retries?: number;
  readonly group?: string | null;
  readonly isBackground?: boolean;
}

/** A task of this process. */
export function newTask({
  key = newTaskKey(),
  agent,
  isCommand,
  deadlineMinutes,
  origin,
  ...own
}: NewTask): Task {
  return {
    version: 1,
    id: key.id,
    agent,
    form: isCommand ? 'command' : 'text',
    created_at: isoOf(key.atMs),
    deadline_at: isoOf(key.atMs + deadlineMinutes * 60_000),
    target: own.target ?? agent,
    priority: own.priority ?? 'normal',
    after: own.after ?? [],
    retries: own.retries ?? 2,
    group: own.group ?? null,
    is_background: own.isBackground ?? false,
    origin: {
      kind: origin,
      pid: process.pid,
      pane: process.env.TMUX_PANE ?? null,
      tmux: process.env.TMUX?.split(',')[0] || null,
    },
  };
}
