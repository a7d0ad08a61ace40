import * as z from 'zod/mini';
import { isoOf } from '../system/clock.ts';
import { newTaskKey, type TaskKey } from './task-key.ts';

const DEFAULT_RETRIES = 2;
const text = z.nullable(z.string());

/** What is asked of an agent. Immutable once put; the prompt stands beside it in `prompt.md`. */
const fileSchema = z.looseObject({
  version: z.literal(1),
  id: z.string(),
  /** Whom it was asked of: an agent or pool, `auto`, `tag:review`, `all`. */
  target: z.optional(z.string()),
  /** The agent it was put for. */
  agent: z.string(),
  /** `text`: what the model is to read. `command`: a slash command for the client itself, such as `/compact`. */
  form: z.enum(['text', 'command']),
  priority: z._default(z.enum(['high', 'normal', 'low']), 'normal'),
  created_at: z.string(),
  /** After this moment the task is not begun any more, and nobody waits for it. */
  deadline_at: z.string(),
  /** The ids of the tasks that must be done first. */
  after: z._default(z.array(z.string()), []),
  /** How often it may be tried again after a passing trouble. */
  retries: z._default(z.int(), DEFAULT_RETRIES),
  idempotency_key: z._default(text, null),
  /** Tasks of one prompt file share the id of its first one. */
  group: z._default(text, null),
  /** The task in whose turn it was put, and how many such stand above it. */
  parent: z._default(text, null),
  depth: z._default(z.int(), 0),
  /** Nobody waits for it. */
  is_background: z._default(z.boolean(), false),
  origin: z.looseObject({
    /** `send`: a message. It is delivered before other tasks, and nobody waits for what is said to it. */
    kind: z.enum(['hook', 'ask', 'run', 'send']),
    pid: z.number(),
    pane: text,
    /** The prompt file. */
    file: z._default(text, null),
    /** The path of the tmux socket that the pane is on. */
    tmux: z._default(text, null),
  }),
  /** How its answer is written into the prompt file, where the agent that took the key press knows it: see early-asks. */
  answer_template: z.optional(z.string()),
  /** The start of its prompt, for lists; it is filled in when the task is put. */
  prompt_head: z.optional(z.string()),
});

export const taskSchema = z.pipe(
  fileSchema,
  z.transform((task) => ({ ...task, target: task.target ?? task.agent })),
);

export type Task = z.infer<typeof taskSchema>;
export type Priority = Task['priority'];

/** Something an agent is to know, rather than to do. */
export const isMessage = ({ origin }: Pick<Task, 'origin'>): boolean => origin.kind === 'send';

/** How a task ended. `reason` is for a person. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'timed-out'; readonly reason: string }
  /** The client or its window died after the prompt was taken: nobody knows how far the work got. */
  | { readonly kind: 'agent-gone'; readonly reason: string };

export type OutcomeKind = Outcome['kind'];

/** Who asks and waits: a process, and the tmux pane that it is in. */
export type Asker = Pick<Task['origin'], 'pid' | 'pane' | 'tmux'>;

const thisProcess = (): Asker => ({
  pid: process.pid,
  pane: process.env.TMUX_PANE ?? null,
  tmux: process.env.TMUX?.split(',')[0] || null,
});

export interface NewTask {
  readonly agent: string;
  readonly isCommand: boolean;
  readonly deadlineMinutes: number;
  readonly origin: Task['origin']['kind'];
  /** What it is known by and when it was asked (epoch ms), where that is settled already; else a new id, now. */
  readonly key?: TaskKey | undefined;
  /** As it was asked for; the agent unless given. */
  readonly target?: string | undefined;
  readonly priority?: Priority | undefined;
  /** Ids of tasks that must be done first. */
  readonly after?: readonly string[] | undefined;
  readonly retries?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly group?: string | null | undefined;
  readonly parent?: string | null | undefined;
  readonly depth?: number | undefined;
  readonly isBackground?: boolean | undefined;
  /** The prompt file. */
  readonly file?: string | undefined;
  /** This process unless given. */
  readonly asker?: Asker | undefined;
}

/** A task of this process. */
export function newTask({ key = newTaskKey(), ...asked }: NewTask): Task {
  return {
    version: 1,
    id: key.id,
    target: asked.target ?? asked.agent,
    agent: asked.agent,
    form: asked.isCommand ? 'command' : 'text',
    priority: asked.priority ?? 'normal',
    created_at: isoOf(key.atMs),
    deadline_at: isoOf(key.atMs + asked.deadlineMinutes * 60_000),
    after: [...(asked.after ?? [])],
    retries: asked.retries ?? DEFAULT_RETRIES,
    idempotency_key: asked.idempotencyKey ?? null,
    group: asked.group ?? null,
    parent: asked.parent ?? null,
    depth: asked.depth ?? 0,
    is_background: asked.isBackground ?? false,
    origin: { kind: asked.origin, file: asked.file ?? null, ...(asked.asker ?? thisProcess()) },
  };
}
