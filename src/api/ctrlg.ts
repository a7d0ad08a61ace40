/*
 * The public API, for people's own programs: docs/api.md. This file holds types alone and imports nothing, since it is
 * shipped as it stands, as the package's declarations.
 */

/** Where a project is looked for. What is left out is taken from the environment, as `ctrlg` does it. */
export interface ConnectOptions {
  /** A folder in the project; the working folder unless given. */
  readonly cwd?: string | undefined;
  /** The state folder, in place of CTRLG_HOME. */
  readonly home?: string | undefined;
  /** The config's file, in place of CTRLG_CONFIG. */
  readonly config?: string | undefined;
}

/** A project's agents, tasks and workflow runs. Everything rejects with an error whose `message` says what happened and whose `mend` says what to do. */
export interface Ctrlg {
  readonly project: { readonly folder: string; readonly name: string; readonly home: string };

  /**
   * Puts a task for an agent, starting the agent where it does not run, and returns its ticket at once. `agent`: the name
   * of an agent or a pool, `auto`, or `tag:NAME`.
   */
  assign(agent: string, prompt: string, options?: AssignOptions): Promise<Ticket>;
  /** Puts the same task for several agents; all of them or none. */
  broadcast(agents: readonly string[], prompt: string, options?: AssignOptions): Promise<Ticket[]>;
  /**
   * Waits until tasks have ended. A time-out is no error and changes nothing: it tells what has ended and what is open.
   * Where `signal` aborts, the wait rejects; the tasks go on.
   */
  wait(ids: string | readonly string[], options?: WaitOptions): Promise<Waited>;
  /** One task, with its result once it has ended. */
  task(id: string): Promise<TaskReport>;
  /** Tasks, newest first. */
  tasks(options?: TasksOptions): Promise<TaskReport[]>;
  /** Takes a task back that has not begun; asks the agent of a running one to stop. */
  cancel(id: string): Promise<Cancelled>;

  /**
   * Tells an agent something, and returns at once. It is told at its next safe moment: in the middle of its turn where its
   * client can take it there, else after the turn and before other tasks. A message is a task of its own kind: `wait` for
   * its `id` brings what the agent says to it, `cancel` takes it back.
   */
  send(agent: string, message: string, options?: SendOptions): Promise<Message>;
  /** Messages, newest first. */
  messages(options?: MessagesOptions): Promise<Message[]>;

  agents(): Promise<AgentReport[]>;
  /** Starts an agent unless it runs, and waits until it is ready. */
  start(agent: string, options?: { readonly timeoutMs?: number | undefined }): Promise<AgentReport>;
  /** Ends an agent; its conversation and its waiting tasks are kept. */
  stop(agent: string): Promise<Stopped>;
  /** The last lines on an agent's screen, 40 unless given. For looking: what an agent is doing is told by `agents()`. */
  screen(agent: string, options?: { readonly lines?: number | undefined }): Promise<string>;

  /**
   * What has ended in the background for the chief in this process's tmux pane (or outside tmux), in words for a model; ''
   * for nothing. Nothing is told twice, whoever asks: `ctrlg news` and its hook share the record.
   */
  news(): Promise<string>;

  /** What was asked and what came of it: the newest first, or the best first where words are searched for. */
  history(options?: HistoryOptions): Promise<History>;

  /** What every agent of the project is to know. Each is told with its next task what has changed since it saw it. */
  context(): Promise<SharedContext>;
  /** Replaces it. `version` is the one that was read: rejects where somebody else has written since. */
  updateContext(text: string, version: number): Promise<SharedContext>;

  /** The names of the workflows that can be run. */
  workflows(): Promise<string[]>;
  /** Begins a workflow in an engine of its own, which outlives this process. */
  runWorkflow(name: string, options?: { readonly input?: string | undefined }): Promise<RunReport>;
  /** How a workflow run is. */
  run(id: string): Promise<RunReport>;
  /** The workflow runs, newest first. */
  runs(): Promise<RunReport[]>;
  /** Waits until a workflow run has ended, or asks a person; as `wait` does. */
  waitForRun(id: string, options?: Pick<WaitOptions, 'timeoutMs' | 'signal'>): Promise<RunReport>;

  /**
   * What changes from now on. Whoever reads slowly is told where a thing stands, not each stop on its way there. Ends with
   * `signal` and with `close`.
   */
  events(options?: { readonly signal?: AbortSignal | undefined }): AsyncIterableIterator<CtrlgEvent>;
  /** Ends events and waits of this connection. Tasks and agents go on. */
  close(): void;
}

export interface AssignOptions {
  /** What the agent is to know before the prompt. */
  readonly context?: string | undefined;
  readonly priority?: 'high' | 'normal' | 'low' | undefined;
  /** After so many minutes it is not begun any more; the config's `deadlineMinutes` unless given. */
  readonly deadlineMinutes?: number | undefined;
  /** How often it is tried again after a passing trouble; what the config says unless given. */
  readonly retries?: number | undefined;
  /** Ids of tasks that must be done first. */
  readonly after?: readonly string[] | undefined;
  /** Asked again under the same key, no second task is put: the first one's ticket is given again. */
  readonly idempotencyKey?: string | undefined;
  /** The prompt is a command for the client itself, such as `/compact`. */
  readonly isCommand?: boolean | undefined;
}

/** A task that was put. */
export interface Ticket {
  readonly id: string;
  /** The agent it was put for. */
  readonly agent: string;
  /** Whom it was asked of. */
  readonly target: string;
  /** Why this agent. */
  readonly why: string;
}

export interface WaitOptions {
  /** `all` (the default): until all have ended. `any`: until the first one has. */
  readonly mode?: 'all' | 'any' | undefined;
  /** Without it, as long as it takes. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called as each task ends. */
  readonly onEnd?: ((task: TaskReport) => void) | undefined;
}

export interface Waited {
  readonly ended: TaskReport[];
  /** Wait for them again, or leave them. */
  readonly open: OpenTask[];
}

export interface OpenTask extends TaskReport {
  /** Why it does not end by itself: its agent could not be started. Null where it is only a matter of time. */
  readonly trouble: string | null;
}

export type Outcome = 'done' | 'failed' | 'cancelled' | 'timed-out' | 'agent-gone';

/** `waiting`: for tasks that come first. `retrying`: later. `blocked`: the agent asks a person. `unreadable`: its files are broken. */
export type TaskStatus = 'queued' | 'waiting' | 'retrying' | 'running' | 'blocked' | 'unreadable' | Outcome;

/** A task and how far it is. Times are ISO 8601. */
export interface TaskReport {
  readonly id: string;
  /** Who has it, or had it. */
  readonly agent: string;
  readonly target: string;
  readonly status: TaskStatus;
  readonly isEnded: boolean;
  readonly prompt: string;
  /** What the agent said last; null until the task has ended. */
  readonly result: string | null;
  /** Why it ended otherwise than done. */
  readonly reason: string;
  /** From the prompt taken to the end of the turn, over all attempts. */
  readonly durationMs: number | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  /** It ended after its deadline. */
  readonly isLate: boolean;
  /** The tasks that must be done first and are not. */
  readonly waitsFor: readonly string[];
  /** When it is tried again. */
  readonly retriesAt: string | null;
  /** Tasks that were put together share the first one's id. */
  readonly group: string | null;
}

export interface TasksOptions {
  readonly agent?: string | undefined;
  /** Only those that have ended and whose result nobody has taken. */
  readonly isWaiting?: boolean | undefined;
  /** At most so many; 20 unless given. */
  readonly limit?: number | undefined;
}

/** `cancelled`: it had not begun. `asked`: its agent is asked to stop. `ended`: too late. */
export interface Cancelled {
  readonly id: string;
  readonly agent: string;
  readonly result: 'cancelled' | 'asked' | 'ended';
}

export interface SendOptions {
  /** Sent again under the same key, no second message is put: the first one is given again. */
  readonly idempotencyKey?: string | undefined;
}

export interface MessagesOptions {
  readonly agent?: string | undefined;
  /** At most so many; 20 unless given. */
  readonly limit?: number | undefined;
}

export interface Message {
  readonly id: string;
  readonly agent: string;
  readonly text: string;
  /** The agent that sent it; null for a person, a program or the chief. */
  readonly from: string | null;
  readonly sentAt: string;
  /** `delivered`: the agent's client has it. `not-delivered`: it ended before that, for the `reason` given. */
  readonly state: 'waiting' | 'delivered' | 'not-delivered';
  readonly deliveredAt: string | null;
  /** `mid-turn`: handed over by the client's hook, within another task. `own-turn`: as a prompt. Null while it waits. */
  readonly how: 'mid-turn' | 'own-turn' | null;
  readonly reason: string;
  /** What the agent said to it; null in mid-turn, and until its own turn has ended. */
  readonly reply: string | null;
}

export interface AgentReport {
  readonly name: string;
  readonly client: string;
  readonly description: string;
  /** `stopped`: it does not run; a task for it starts it. */
  readonly status: 'starting' | 'idle' | 'working' | 'blocked' | 'stopped' | 'unreadable';
  /** The id of the task at hand. */
  readonly task: string | null;
  /** The ids of the tasks that wait for it. */
  readonly queue: readonly string[];
  /** What it asks a person, word for word. */
  readonly blockedOn: string | null;
  /** A person uses its window by hand. */
  readonly isAttended: boolean;
  /** The beginning of its last prompt. */
  readonly about: string;
  /** Why it does not run, where that is known. */
  readonly stoppedBecause: string | null;
  readonly lastActive: string | null;
}

export interface Stopped {
  readonly agent: string;
  /** `killed`: it did not end by itself in time. */
  readonly how: 'not-running' | 'stopped' | 'killed';
  /** The task it had in hand, and what became of that. */
  readonly task: { readonly id: string; readonly status: string; readonly reason: string } | null;
  /** How many tasks wait for its next start. */
  readonly queued: number;
}

export interface HistoryOptions {
  /** Words that prompt and result together must hold; the last may be the start of one. */
  readonly text?: string | undefined;
  readonly agent?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** At most so many; 20 unless given. */
  readonly limit?: number | undefined;
}

export interface History {
  readonly entries: HistoryEntry[];
  /** How many more there are. */
  readonly more: number;
}

export interface HistoryEntry {
  readonly id: string;
  readonly agent: string;
  readonly status: TaskStatus;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly attempts: number;
  readonly turnMs: number;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly costUsd: number | null;
  /** The first 200 characters of the prompt. */
  readonly promptHead: string;
  /** The line that holds the words searched for. */
  readonly snippet: string | null;
}

export interface SharedContext {
  /** 0: nobody has written any. */
  readonly version: number;
  readonly text: string;
  /** The file that people may read and edit. */
  readonly file: string;
}

/** `waiting for approval`: a person must answer. `stopped`: it has not ended and nothing runs it. */
export type RunStatus = 'running' | 'waiting for approval' | 'stopped' | 'done' | 'failed' | 'cancelled';

export interface RunReport {
  readonly id: string;
  readonly workflow: string;
  readonly status: RunStatus;
  readonly input: string;
  readonly beganAt: string;
  readonly endedAt: string | null;
  /** What the run answered; null until it has ended. */
  readonly output: string | null;
  /** In the file's order. */
  readonly steps: readonly StepReport[];
}

export interface StepReport {
  readonly name: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'skipped' | 'passed-over';
  readonly reason: string;
  /** What it asks a person. */
  readonly question: string | null;
  readonly results: readonly string[];
  /** The ids of its tasks. */
  readonly tasks: readonly string[];
}

export type CtrlgEvent =
  /** A task was put, or stands otherwise than before. */
  | { readonly kind: 'task'; readonly id: string; readonly agent: string; readonly status: TaskStatus }
  /** An agent stands otherwise than before. */
  | {
      readonly kind: 'agent';
      readonly agent: string;
      readonly status: AgentReport['status'];
      readonly task: string | null;
      readonly blockedOn: string | null;
    };
