import { after, nowMs } from '../../system/clock.ts';
import { explain } from '../../system/errors.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Api } from './api.ts';
import type { ApiError, ApiEvent, Message, Retry, Statuses } from './api-types.ts';
import { failureOf, failureOfRetry } from './failure.ts';
import { openQuestions, waitOf } from './questions.ts';
import { Told } from './told.ts';
import {
  endOfTurn,
  hasWorked,
  newestPrompt,
  type Spent,
  spentOf,
  type TurnEnd,
  usageBetween,
} from './turn.ts';

/** Whatever one look reads of a session: more than a step of a turn writes. */
const LAST_MESSAGES = 12;
const LOOK_AGAIN_MS = 500;
/** A turn that is idle without an end for so long has none; one that went wrong before its first message says so soon. */
const OPEN_PATIENCE_MS = 60_000;
const ERROR_PATIENCE_MS = 5_000;
/** opencode may wait for days until a plan's limit is over. */
const LONGEST_WAIT_MS = 60_000;
const TELLING = /^(server\.connected|session\.(status|idle|error)|permission\.|question\.|message\.updated)/;

interface Turn {
  readonly promptId: string;
  readonly before: Spent;
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
 * The conversation in the window, and the turn in it. opencode's events only say that something has changed: each look reads
 * how it stands, and tells what of that was not told yet. So a lost connection costs nothing.
 */
export class Conversation {
  readonly #parts: Parts;
  readonly #told: Told;
  #session: string;
  #lastPromptId = '';
  #turn: Turn | undefined;
  /** The command whose prompt opencode makes of its own template. */
  #command: string | undefined;
  /** Of a turn that has not come to a message. */
  #error: ApiError | undefined;
  #spent: Spent = { tokensIn: 0, tokensOut: 0, costUsd: 0 };
  #begun = 0;
  #isStale = false;
  #looking: Promise<void> | undefined;
  #onChange: (() => void)[] = [];

  constructor(parts: Parts, session: string) {
    this.#parts = parts;
    this.#told = new Told(parts.mailbox);
    this.#session = session;
  }

  get session(): string {
    return this.#session;
  }

  /** How many turns have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** What went wrong last without a message. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Takes the session as it is: what was said in it before is not told. */
  async enter(session: string): Promise<void> {
    const { api, mailbox } = this.#parts;
    const [messages, spent] = await Promise.all([
      api.messages(session, LAST_MESSAGES),
      this.#spentIn(session),
    ]);
    this.#session = session;
    this.#turn = undefined;
    this.#lastPromptId = messages.at(-1)?.info.id ?? '';
    this.#spent = spent;
    mailbox.tell({ kind: 'ready', conversationId: session });
  }

  onEvent = ({ type, properties }: ApiEvent): void => {
    const isTool = type === 'message.part.updated' && isToolEnd(properties);
    if (type === 'session.error' && properties.sessionID === this.#session) this.#error = properties.error;
    if (isTool || TELLING.test(type)) this.poke();
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

  /** Resolves when `isSo`, looked at after every look; false after `patienceMs`. */
  until(isSo: () => boolean, patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (how: boolean) => {
        stop();
        this.#onChange = this.#onChange.filter((other) => other !== look);
        resolve(how);
      };
      const look = () => isSo() && end(true);
      const stop = after(patienceMs, () => end(false));
      this.#onChange.push(look);
      look();
    });
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
      for (const action of [...this.#onChange]) action();
    }
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    const { api } = this.#parts;
    const [statuses, permissions, questions] = await Promise.all([
      api.statuses(),
      api.permissions(),
      api.questions(),
    ]);
    await this.#follow(statuses);
    const session = this.#session;
    const messages = await api.messages(session, LAST_MESSAGES);
    // Another conversation was begun meanwhile.
    if (session !== this.#session) return this.poke();
    this.#begin(messages);
    this.#work(messages);
    const asked = openQuestions(permissions, questions);
    const status = statuses[this.#session];
    if (status?.type === 'retry' && this.#turn && this.#isTakenOver(status, this.#turn)) {
      await api.abort(session);
      return;
    }
    this.#told.open(status?.type === 'retry' ? [...asked, waitOf(status)] : asked);
    if (status?.type === 'busy' || status?.type === 'retry') {
      if (this.#turn) this.#turn.idleSinceMs = undefined;
      return this.#told.state({ isFree: false });
    }
    if (this.#turn && !(await this.#end(messages, this.#turn))) return;
    this.#told.state({ isFree: Object.values(statuses).every(({ type }) => type === 'idle') });
  }

  /** A person who begins a conversation of their own in the window takes the agent along, once its turn is over. */
  async #follow(statuses: Statuses): Promise<void> {
    if (this.#turn || this.#session in statuses) return;
    const { api, mailbox } = this.#parts;
    for (const id of Object.keys(statuses)) {
      if ((await api.session(id)).parentID !== undefined) continue;
      mailbox.log(`a person talks in ${id}: it is the agent's conversation now`);
      const messages = await api.messages(id, LAST_MESSAGES);
      const prompt = newestPrompt(messages, '');
      this.#spent = await this.#spentIn(id);
      this.#session = id;
      this.#lastPromptId = messages.findLast(({ info }) => info.id < (prompt?.id ?? ''))?.info.id ?? '';
      return;
    }
  }

  #begin(messages: readonly Message[]): void {
    const prompt = newestPrompt(messages, this.#lastPromptId);
    if (!prompt) return;
    this.#lastPromptId = prompt.id;
    this.#error = undefined;
    this.#turn ??= { promptId: prompt.id, before: this.#spent, hasWorked: false };
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
  async #end(messages: readonly Message[], turn: Turn): Promise<boolean> {
    const end = this.#endOf(messages, turn);
    if (end.kind === 'open') {
      after(LOOK_AGAIN_MS, this.poke);
      return false;
    }
    this.#spent = await this.#spentIn(this.#session).catch(() => this.#spent);
    const usage = usageBetween(turn.before, this.#spent);
    const { mailbox } = this.#parts;
    if (turn.verdict) mailbox.tell({ ...turn.verdict, usage });
    else if (end.kind === 'stopped')
      mailbox.tell({ kind: 'stopped', text: end.text, resultFile: null, pending: [], usage });
    else if (end.kind === 'failed') mailbox.tell({ ...failureOf(end.error, nowMs()), usage });
    else this.#told.idleAgain();
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

  /** With what its helpers took. */
  async #spentIn(session: string): Promise<Spent> {
    const { api } = this.#parts;
    const [own, helpers] = await Promise.all([api.session(session), api.children(session)]);
    return spentOf([own, ...helpers]);
  }
}

function isToolEnd({ part }: ApiEvent['properties']): boolean {
  const { state } = (part ?? {}) as { state?: { status?: string } };
  return state?.status === 'completed' || state?.status === 'error';
}
