import { Changes } from '../../system/changes.ts';
import { after, nowMs } from '../../system/clock.ts';
import { explain } from '../../system/errors.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Api } from './api.ts';
import type { ApiError, ApiEvent, Message, Retry, Statuses } from './api-types.ts';
import { failureOf, failureOfRetry } from './failure.ts';
import { HEARTBEAT, Mirror, type Picture } from './mirror.ts';
import { waitOf } from './questions.ts';
import { Told } from './told.ts';
import { endOfTurn, hasWorked, newestPrompt, type Spent, spentSince, type TurnEnd, usageOf } from './turn.ts';

const LOOK_AGAIN_MS = 500;
/** A turn that is idle without an end for so long has none; one that went wrong before its first message says so soon. */
const OPEN_PATIENCE_MS = 60_000;
const ERROR_PATIENCE_MS = 5_000;
/** opencode may wait for days until a plan's limit is over. */
const LONGEST_WAIT_MS = 60_000;
/** They come with every word, and what they bring comes whole at last. */
const PIECE = 'message.part.delta';

interface Turn {
  readonly promptId: string;
  /** What its helpers had taken before. */
  readonly helpersBefore: Spent;
  hasWorked: boolean;
  /** Given up for it: what is told as its end, once it has one. */
  verdict?: ReturnType<typeof failureOf>;
  idleSinceMs?: number | undefined;
}

interface Parts {
  readonly api: Api;
  readonly mailbox: Mailbox;
  /** How many of its own attempts at the model opencode may make before ctrlg takes over. */
  readonly ownRetries: number;
}

/**
 * The conversation in the window, and the turn in it. Each event makes it look at how things stand, and tell what of that
 * was not told yet. So a lost connection costs nothing.
 */
export class Conversation {
  readonly #parts: Parts;
  readonly #told: Told;
  readonly #mirror: Mirror;
  #session: string;
  #lastPromptId = '';
  #turn: Turn | undefined;
  /** The command whose prompt opencode makes of its own template. */
  #command: string | undefined;
  /** Of a turn that has not come to a message. */
  #error: ApiError | undefined;
  #begun = 0;
  #isStale = false;
  #looking: Promise<void> | undefined;
  readonly #looks = new Changes();

  constructor(parts: Parts, session: string) {
    this.#parts = parts;
    this.#told = new Told(parts.mailbox);
    this.#mirror = new Mirror(parts.api);
    this.#session = session;
  }

  get session(): string {
    return this.#session;
  }

  /** How many turns have begun. */
  get begun(): number {
    return this.#begun;
  }

  get isInTurn(): boolean {
    return this.#turn !== undefined;
  }

  /** What went wrong last without a message. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Takes the session as it is: what was said in it before is not told. */
  async enter(session: string): Promise<void> {
    const { messages } = await this.#mirror.read(session);
    this.#session = session;
    this.#turn = undefined;
    this.#lastPromptId = messages.at(-1)?.info.id ?? '';
    this.#parts.mailbox.tell({ kind: 'ready', conversationId: session });
  }

  /** Whether anything is at work in the window. */
  async isBusy(): Promise<boolean> {
    return Object.keys((await this.#mirror.read(this.#session)).statuses).length > 0;
  }

  /** What hears opencode's events. */
  readonly ears = {
    onEvent: (event: ApiEvent): void => {
      const { type, properties } = event;
      if (type === PIECE || (type === HEARTBEAT && !this.#turn)) return;
      if (type === 'session.error' && properties.sessionID === this.#session) this.#error = properties.error;
      this.#mirror.hear(event);
      this.poke();
    },
    onLost: (): void => this.#mirror.lost(),
  };

  /** Looks soon; whoever pokes while it looks makes it look again. */
  poke = (): void => {
    this.#isStale = true;
    this.#looking ??= this.#lookWhileStale();
  };

  /** Before something is sent: `busy` at once, so that nothing else is sent. */
  sending(command?: string): void {
    this.#command = command;
    this.#error = undefined;
    this.#told.sending();
  }

  /** After something was sent, whatever came of it. */
  sent(): void {
    this.#command = undefined;
    this.#told.notSent();
    this.poke();
  }

  /** Resolves when `isSo`, looked at after every look; undefined after `patienceMs`. */
  until(isSo: () => boolean, patienceMs: number): Promise<boolean | undefined> {
    return this.#looks.until(isSo, patienceMs);
  }

  async #lookWhileStale(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      try {
        await this.#look();
      } catch (error) {
        this.#parts.mailbox.log(`look: ${explain(error)}`);
        after(LOOK_AGAIN_MS, this.poke);
      }
      this.#looks.poke();
    }
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    const { api } = this.#parts;
    const session = this.#session;
    const picture = await this.#mirror.read(session);
    // Another conversation was begun meanwhile.
    if (session !== this.#session || (await this.#follow(picture.statuses))) return this.poke();
    const { messages, statuses, asked } = picture;
    this.#begin(picture);
    this.#work(messages);
    const status = statuses[session];
    if (status?.type === 'retry' && this.#turn && this.#isTakenOver(status, this.#turn)) {
      await api.abort(session);
      return;
    }
    this.#told.open(status?.type === 'retry' ? [...asked, waitOf(status)] : asked);
    if (status?.type === 'busy' || status?.type === 'retry') {
      if (this.#turn) this.#turn.idleSinceMs = undefined;
      return this.#told.state({ isFree: false });
    }
    if (this.#turn && !this.#end(picture, this.#turn)) return;
    this.#told.state({ isFree: Object.values(statuses).every(({ type }) => type === 'idle') });
  }

  /** A person who begins a conversation of their own in the window takes the agent along, once its turn is over; true when one has. */
  async #follow(statuses: Statuses): Promise<boolean> {
    if (this.#turn || this.#session in statuses) return false;
    const { api, mailbox } = this.#parts;
    for (const id of Object.keys(statuses)) {
      if ((await api.session(id)).parentID !== undefined) continue;
      mailbox.log(`a person talks in ${id}: it is the agent's conversation now`);
      const { messages } = await this.#mirror.read(id);
      const prompt = newestPrompt(messages, '');
      this.#session = id;
      this.#lastPromptId = messages.findLast(({ info }) => info.id < (prompt?.id ?? ''))?.info.id ?? '';
      return true;
    }
    return false;
  }

  #begin({ messages, helpers }: Picture): void {
    const prompt = newestPrompt(messages, this.#lastPromptId);
    if (!prompt) return;
    this.#lastPromptId = prompt.id;
    this.#error = undefined;
    if (!this.#turn) this.#mirror.forgetBefore(prompt.id);
    this.#turn ??= { promptId: prompt.id, helpersBefore: helpers, hasWorked: false };
    const text = this.#command ?? prompt.text;
    this.#command = undefined;
    this.#told.begun();
    this.#parts.mailbox.tell({ kind: 'submitted', prompt: text, conversationId: this.#session });
    this.#begun += 1;
  }

  #work(messages: readonly Message[]): void {
    const turn = this.#turn;
    if (!turn || turn.hasWorked || !hasWorked(messages, turn.promptId)) return;
    turn.hasWorked = true;
    this.#parts.mailbox.tell({ kind: 'goes-on' });
  }

  /** The turn is given up for ctrlg to try again: the wait would be long, or opencode has had its attempts. */
  #isTakenOver(status: Retry, turn: Turn): boolean {
    const isLong = status.next - nowMs() > LONGEST_WAIT_MS;
    if (!isLong && status.attempt <= this.#parts.ownRetries) return false;
    turn.verdict ??= failureOfRetry(status, isLong);
    return true;
  }

  /** Tells the end of the turn; false while there is none yet. */
  #end({ messages, helpers }: Picture, turn: Turn): boolean {
    const end = this.#endOf(messages, turn);
    if (end.kind === 'open') {
      after(LOOK_AGAIN_MS, this.poke);
      return false;
    }
    const own = spentSince(messages, turn.promptId);
    const usage = usageOf(own, { before: turn.helpersBefore, now: helpers });
    const { mailbox } = this.#parts;
    if (turn.verdict) mailbox.tell({ ...turn.verdict, usage });
    else if (end.kind === 'stopped')
      mailbox.tell({ kind: 'stopped', text: end.text, resultFile: null, pending: [], usage });
    else if (end.kind === 'failed') mailbox.tell({ ...failureOf(end.error, nowMs()), usage });
    else mailbox.tell({ kind: 'interrupted', usage });
    this.#turn = undefined;
    return true;
  }

  #endOf(messages: readonly Message[], turn: Turn): TurnEnd {
    const end = endOfTurn(messages, turn.promptId);
    if (end.kind !== 'open') return end;
    turn.idleSinceMs ??= nowMs();
    if (nowMs() - turn.idleSinceMs < (this.#error ? ERROR_PATIENCE_MS : OPEN_PATIENCE_MS)) return end;
    return this.#error ? { kind: 'failed', error: this.#error } : { kind: 'interrupted' };
  }
}
