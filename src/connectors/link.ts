import type { Mailbox } from './mailbox.ts';
import type { Fate, OnItsWay } from './on-its-way.ts';

export type Decision = 'approve' | 'deny';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a connector does for its client: one file or folder here for each. */
export interface Link {
  /**
   * Sends one prompt, byte for byte, or a command for the client itself, such as `/clear`. It is called only while the last
   * state told was idle. Rejects when the client did not take it; that it did is told by a `submitted` event alone. `id` is
   * for the message, where the client lets it be chosen: it is a UUID.
   */
  submit(text: string, options: { readonly isCommand: boolean; readonly id: string }): Promise<void>;
  /** What the conversation that was resumed says of a prompt that the connector before this one was sending. */
  fateOf(prompt: OnItsWay): Promise<Fate>;
  /** Asks the client to give its turn up; without a turn it does nothing. */
  interrupt(): Promise<void>;
  /**
   * Answers a question that was told with this id; one that is answered already changes nothing. `note` is a word for the
   * agent, '' for none.
   */
  answer(id: string, decision: Decision, note: string): Promise<void>;
  /** Resolves when the program in the window has ended. */
  readonly exit: Promise<Exit>;
  /** Ends everything that it started. */
  end(): Promise<void>;
}

export interface LinkOptions {
  /** The agent's name. */
  readonly name: string;
  /** The agent's state folder. */
  readonly folder: string;
  readonly cwd: string;
  /** The conversation to go on with; null for a new one. */
  readonly resume: string | null;
  /** The program to start, with its arguments. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export type OpenLink = (mailbox: Mailbox, options: LinkOptions) => Promise<Link>;
