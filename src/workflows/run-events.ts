/** How a step ended. `passed-over`: something that it needs was not done, or the run was stopped first. */
export type StepOutcome = 'done' | 'failed' | 'cancelled' | 'skipped' | 'passed-over';

export type RunOutcome = 'done' | 'failed' | 'cancelled';

/** One attempt of one round of one item of a step; all three count from 1. Without `forEach` there is one item, without `repeat` one round. */
export interface AttemptKey {
  readonly step: string;
  readonly item: number;
  readonly round: number;
  readonly attempt: number;
}

/** How an attempt ended. */
export interface AttemptEnd {
  readonly outcome: 'done' | 'failed' | 'cancelled' | 'timed-out' | 'agent-gone';
  /** Why, for a person; empty when done. */
  readonly reason: string;
  /** Of a command that ended by itself. */
  readonly exitCode: number | null;
  /** What the work itself took: the client's turn, or the command. */
  readonly turnMs: number;
  /** What the client said last, or what the command printed. */
  readonly result: string;
}

/** Where a run was begun, so that it can tell its end there. */
export interface RunOrigin {
  readonly pane: string | null;
  /** The path of the tmux socket. */
  readonly tmux: string | null;
}

/** What happened in a run, in the order in which it did: the journal's lines. `at` is in ms since the epoch. */
export type RunEvent = { readonly at: number } & (
  | {
      readonly kind: 'begun';
      readonly workflow: string;
      /** The file that the run was begun from; the run goes on with its copy. */
      readonly file: string;
      readonly input: string;
      readonly origin: RunOrigin;
    }
  /** An engine took the run up: the first time, or to go on. */
  | { readonly kind: 'engine'; readonly pid: number }
  | { readonly kind: 'opened'; readonly step: string; readonly items: readonly unknown[] | null }
  | ({
      readonly kind: 'attempt';
      /** The task and who it was put for; null for a command. */
      readonly task: string | null;
      readonly agent: string | null;
    } & AttemptKey)
  | ({ readonly kind: 'attempt-ended' } & AttemptKey & AttemptEnd)
  | { readonly kind: 'question'; readonly step: string; readonly question: string }
  | { readonly kind: 'answered'; readonly step: string; readonly isYes: boolean; readonly note: string }
  | {
      readonly kind: 'step-ended';
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly reason: string;
    }
  /** A person asked to stop the whole run. */
  | { readonly kind: 'cancel-asked' }
  | { readonly kind: 'ended'; readonly outcome: RunOutcome }
);

export type NewRunEvent = RunEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;
