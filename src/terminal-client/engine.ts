import type { Exchange } from './conversation.ts';

/** Who answers the prompts: a script or a program. Everything else in this folder is the same for both. */
export interface Engine {
  /** Named in the banner. */
  readonly name: string;
  take(prompt: Prompt): Turn;
}

export interface Prompt {
  readonly text: string;
  /** Counted from 1 within the conversation. */
  readonly turn: number;
  readonly conversationId: string;
  /** The turns before this one. */
  readonly history: readonly Exchange[];
}

export interface Turn {
  /** Told as the turn passes each point of its life. */
  reached(milestone: Milestone): void;
  /** The work itself. It must end soon after `stage.signal` aborts. */
  run(stage: Stage): Promise<TurnEnd>;
}

export type Milestone = 'before-submit-event' | 'after-submit' | 'before-stop-event' | 'after-stop-event';

/** What a turn can do to the window and to the person in front of it. */
export interface Stage {
  readonly signal: AbortSignal;
  show(text: string): void;
  /** Asks for permission; false when it is refused or the turn is interrupted. */
  ask(permission: Permission): Promise<boolean>;
  /** Tells that a tool has run. */
  used(permission: Permission): Promise<void>;
}

export interface Permission {
  readonly tool: string;
  readonly command: string;
}

export type TurnEnd =
  | {
      readonly kind: 'done';
      readonly text: string;
      readonly resultFile?: string;
      readonly background?: Background;
    }
  /** `error` in a word or two, `text` with all that helps to mend it. */
  | {
      readonly kind: 'failed';
      readonly error: string;
      readonly text: string;
      readonly resultFile?: string;
      /** What kind of trouble it was, where that is known, and until when a limit lasts (ISO 8601). */
      readonly trouble?: { readonly why: Trouble; readonly until: string | null };
    }
  | { readonly kind: 'interrupted' };

export type Trouble = 'overloaded' | 'rate-limit' | 'network' | 'usage-limit' | 'other';

/** Work that goes on when the turn has stopped; its end brings another Stop with a text of its own. */
export interface Background {
  readonly description: string;
  finish(signal: AbortSignal): Promise<string>;
}
