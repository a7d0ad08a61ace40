import type { AgentConfig } from '../project/config.ts';
import type { AgentPlaces } from '../project/places.ts';

/** Why a turn failed, as far as it decides what is done about it. `usage-limit` is one of the person's plan: it ends at a time. */
export type FailureKind = 'overloaded' | 'rate-limit' | 'network' | 'usage-limit' | 'other';

/** Where a client keeps what a turn took: a file, and the turn's id in it. */
export interface TurnRecord {
  readonly file: string;
  readonly id: string;
}

/** What turns took, as far as the client says. */
export interface Usage {
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costUsd: number | null;
}

/** What a client tells of itself, in one vocabulary for all of them. */
export type ClientEvent =
  | { readonly kind: 'ready'; readonly conversationId: string }
  /** The client took a prompt; `prompt` is exactly what it took. With `goesOnByItself` nobody gave it: a usage limit is over. */
  | {
      readonly kind: 'submitted';
      readonly prompt: string;
      readonly conversationId: string;
      readonly goesOnByItself?: boolean;
      readonly turn?: TurnRecord | undefined;
    }
  /** It waits for a person: `question` is what is asked, word for word. With an `id` it can be answered from afar. */
  | { readonly kind: 'asks'; readonly question: string; readonly id?: string | undefined }
  /** A tool has run, after a question or without one; `question` is the one that was asked for it, if any was. */
  | { readonly kind: 'goes-on'; readonly question?: string | undefined }
  /** The turn is over. `pending` names background work that will bring another turn. */
  | {
      readonly kind: 'stopped';
      readonly text: string;
      readonly resultFile: string | null;
      readonly pending: readonly string[];
      readonly turn?: TurnRecord | undefined;
      /** What the turn took, from a client that says so at once. */
      readonly usage?: Usage | undefined;
    }
  /** The turn was given up. `until` (ISO 8601) is when a usage limit ends, where the client says so. */
  | {
      readonly kind: 'failed';
      readonly error: string;
      readonly why: FailureKind;
      readonly until: string | null;
      readonly turn?: TurnRecord | undefined;
      readonly usage?: Usage | undefined;
    }
  /** Somebody took the turn back, or refused what it asked for. Claude Code's and Gemini CLI's windows do not tell of it. */
  | { readonly kind: 'interrupted'; readonly usage?: Usage | undefined }
  /** The turn was not over when the client ended, as its conversation shows; a client that is new in the window tells so. */
  | { readonly kind: 'cut-off' };

/** How to start a client's process in the agent's window. */
export interface Launch {
  readonly file: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

export interface LaunchRequest {
  readonly name: string;
  readonly config: AgentConfig;
  readonly places: AgentPlaces;
  /** The conversation to go on with; null for a new one. */
  readonly resume: string | null;
}

/** What a second source says a client is doing, and since when (epoch ms). */
export interface Witness {
  /**
   * `background`: idle at the keys, while a command of a turn that is over goes on. `stuck`: in a turn that does not get on,
   * and `waitingFor` says why.
   */
  readonly state: 'idle' | 'busy' | 'waiting' | 'background' | 'stuck';
  readonly sinceMs: number;
  /** What it waits for, in the client's words. */
  readonly waitingFor: string;
  /** How the last turn ended, where that is told: for one whose own event was lost. */
  readonly lastEnd?: Extract<ClientEvent, { kind: 'stopped' | 'failed' }> | undefined;
}

/** How prompts get into a client that has no better way: its own editor key opens our deliver script in its window. */
export interface EditorChannel {
  readonly kind: 'editor';
  /** Key names of tmux. */
  readonly keys: { readonly editor: string; readonly submit: string; readonly interrupt: string };
  /** How long to leave the client after its editor ended before the submit key is pressed, in ms. */
  readonly settleMs: number;
  /** The text to place in the input box so that the client takes the prompt whole, as text. */
  asText(prompt: string): string;
  /** Why nothing may be placed, from the lines of the client's screen; undefined when nothing there forbids it. It can only forbid. */
  veto?(screen: string[]): string | undefined;
  /**
   * Why the submit key must not be pressed now, from the lines of the screen: while the box is seen to be empty it comes too
   * early or a second time (`wait`), and in a dialog it would choose (`stop`).
   */
  holdsSubmit?(screen: string[]): 'wait' | 'stop' | undefined;
  /**
   * How long each press of a key is given to show, in ms; without it, what suits a quick client. A long text is given more: an
   * Enter that a client which still draws has not read is not lost, and a second one would send the text twice.
   */
  readonly patienceMs?: { readonly editor: readonly number[]; readonly submit: readonly number[] };
}

/** How prompts get into a client with an API: its connector, which is our process in the window, takes them from files. */
export interface ConnectorChannel {
  readonly kind: 'connector';
}

/** One coding-agent CLI: everything that differs from one to the next. */
export interface Client {
  readonly channel: EditorChannel | ConnectorChannel;
  /** Prepares what the program needs in the agent's folder and tells how to start it. Throws a UserError when it is not installed. */
  launch(request: LaunchRequest): Launch;
  /** The client's own event as ours; undefined for one that says nothing to us. */
  readEvent(raw: unknown): ClientEvent | undefined;
  /** A client that goes on by itself once a usage limit is over does so within this time, in ms: ctrlg leaves it that long. */
  readonly goesOnWithinMs?: number;
  /** What the turns from one to another took; undefined where it is not known. May throw. */
  usage?(file: string, turns: { firstTurn: string; lastTurn: string }): Usage | undefined;
  /** What its hook prints after a tool so that the model reads a text before it goes on; without it, a message waits for the turn's end. */
  midTurn?(text: string): string;
  /** What a person should look for when it takes longer to start than it should. */
  readonly slowStart?: string;
  /** What the client's own session file says; undefined when it says nothing. It never stands alone as evidence. */
  witness(clientPid: number, places: AgentPlaces): Witness | undefined;
}
