import * as z from 'zod/mini';

/** The version this program writes; it refuses to guess at a newer one. */
export const STATUS_VERSION = 1;

const isoTime = z.string();

/** The status file: how one agent is, as its wrapper last said. Only the wrapper writes it. */
export const statusSchema = z.looseObject({
  version: z.literal(STATUS_VERSION),
  agent_id: z.string(),
  status: z.enum(['starting', 'idle', 'working', 'blocked', 'stopped']),
  /** The task at hand; null when there is none or when a person works in the window by hand. */
  current_task: z.nullable(z.string()),
  /** The start of the last prompt, for a person to recognise what the conversation is about. */
  context_summary: z.string(),
  last_active: isoTime,
  window_id: z.string(),
  pane_id: z.string(),
  /** The path of the tmux socket that the window is on. */
  tmux_socket: z.string(),
  /** The wrapper's process, guarded against a later process with the same pid. */
  pid: z.number(),
  pid_started: z.string(),
  client: z.string(),
  /** The client's process; null while it is not running. */
  client_pid: z.nullable(z.number()),
  client_pid_started: z.nullable(z.string()),
  conversation_id: z.nullable(z.string()),
  cwd: z.string(),
  /** What the agent waits for, in the client's own words; null unless blocked. */
  blocked_on: z.nullable(z.string()),
  /** By which id what it is blocked on can be answered from afar; null when it cannot. */
  question_id: z._default(z.nullable(z.string()), null),
  /** When it tries again by itself, ISO 8601; null unless it is blocked on something that passes. */
  retry_at: z._default(z.nullable(isoTime), null),
  /** A person uses the agent's window by hand. */
  attended: z.boolean(),
  /** The ids of the tasks that wait for this agent, next one first. */
  queue: z.array(z.string()),
  /**
   * How it stopped: it could not start (`refused`), `ctrlg down` (`down`), its client was quit by hand (`quit`), or its
   * window was closed under it (`closed`); null unless stopped.
   */
  stop_kind: z.nullable(z.enum(['refused', 'down', 'quit', 'closed'])),
  /** Why the agent stopped, for a person; null unless stopped. */
  stopped_because: z.nullable(z.string()),
});

export type Status = z.infer<typeof statusSchema>;

export type StopKind = NonNullable<Status['stop_kind']>;

/** What a reader finds where a status file should be. */
export type AgentState =
  | { readonly kind: 'live'; readonly status: Status }
  /** The file stands, the wrapper that wrote it does not run: window closed, killed, or the machine restarted. */
  | { readonly kind: 'dead'; readonly status: Status }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };
