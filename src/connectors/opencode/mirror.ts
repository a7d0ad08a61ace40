import type { Api } from './api.ts';
import {
  type ApiEvent,
  type Message,
  message,
  part as partShape,
  type Session,
  type Statuses,
  session,
  statuses,
} from './api-types.ts';
import { type Asking, openQuestions } from './questions.ts';
import { type Spent, spentOf } from './turn.ts';

type Asked = Pick<Api, 'statuses' | 'messages' | 'children' | 'permissions' | 'questions'>;

/** How a conversation stands. */
export interface Picture {
  /** The oldest first. */
  readonly messages: readonly Message[];
  readonly statuses: Statuses;
  readonly asked: readonly Asking[];
  /** What its helpers have taken so far. */
  readonly helpers: Spent;
}

/** More than a turn has, as a rule. */
const LAST_MESSAGES = 100;
/** Every 10 s. */
export const HEARTBEAT = 'server.heartbeat';
const ASKS = /^(permission|question)\./;

/**
 * A conversation as opencode's events tell it: to be asked while it draws costs opencode itself, and whoever waits, some
 * 20 ms a request. It is read as a whole at first and after each lost connection; from then on the events are all of it.
 */
export class Mirror {
  readonly #api: Asked;
  #session = '';
  #isConnected = false;
  #isWhole = false;
  #messages = new Map<string, Message>();
  #helpers = new Map<string, Session>();
  #statuses: Statuses = {};
  /** Unknown since an event said that something about it has changed. */
  #asked: readonly Asking[] | undefined;
  /** Came while opencode was asked: which of the two is newer, nobody knows. Said once more, it changes nothing. */
  #heardMeanwhile: ApiEvent[] | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(api: Asked) {
    this.#api = api;
  }

  /** How the conversation stands. May reject: it asks opencode for what it does not know, one reader after the other. */
  read(session: string): Promise<Picture> {
    const reading = this.#reading.catch(() => {}).then(() => this.#read(session));
    this.#reading = reading;
    return reading;
  }

  async #read(session: string): Promise<Picture> {
    if (!this.#isWhole || session !== this.#session) await this.#load(session);
    const asked = this.#asked ?? (await this.#ask());
    return {
      messages: [...this.#messages.values()].sort(byId),
      statuses: this.#statuses,
      asked,
      helpers: spentOf([...this.#helpers.values()]),
    };
  }

  hear(event: ApiEvent): void {
    if (event.type === 'server.connected') this.#isConnected = true;
    // Now and then it is read anew: an event may be of a form that nobody has seen yet.
    if (event.type === 'server.connected' || event.type === HEARTBEAT) this.#isWhole = false;
    this.#heardMeanwhile?.push(event);
    this.#apply(event);
  }

  /** Nothing is heard any more. */
  lost(): void {
    this.#isConnected = false;
    this.#isWhole = false;
  }

  /** Messages before this one are not needed any more. */
  forgetBefore(id: string): void {
    for (const known of this.#messages.keys()) if (known < id) this.#messages.delete(known);
  }

  async #load(id: string): Promise<void> {
    this.#isWhole = this.#isConnected;
    this.#session = id;
    try {
      const [[statuses, messages, helpers], heard] = await this.#hearingMeanwhile(() =>
        Promise.all([this.#api.statuses(), this.#api.messages(id, LAST_MESSAGES), this.#api.children(id)]),
      );
      this.#statuses = statuses;
      this.#messages = new Map(messages.map((one) => [one.info.id, one]));
      this.#helpers = new Map(helpers.map((one) => [one.id, one]));
      this.#asked = undefined;
      for (const event of heard) this.#apply(event);
    } catch (error) {
      this.#isWhole = false;
      throw error;
    }
  }

  async #ask(): Promise<readonly Asking[]> {
    const [[permissions, questions], heard] = await this.#hearingMeanwhile(() =>
      Promise.all([this.#api.permissions(), this.#api.questions()]),
    );
    const asked = openQuestions(permissions, questions);
    // Changed meanwhile, it is asked again at the next look, which that event brings.
    if (!heard.some(({ type }) => ASKS.test(type))) this.#asked = asked;
    return asked;
  }

  async #hearingMeanwhile<T>(ask: () => Promise<T>): Promise<[T, readonly ApiEvent[]]> {
    const heard: ApiEvent[] = [];
    this.#heardMeanwhile = heard;
    try {
      return [await ask(), heard];
    } finally {
      this.#heardMeanwhile = undefined;
    }
  }

  #apply({ type, properties }: ApiEvent): void {
    const { info, part, sessionID = (info ?? part)?.sessionID, messageID, partID } = properties;
    if (ASKS.test(type)) this.#asked = undefined;
    else if (type === 'session.status') this.#status(sessionID, properties.status);
    else if (type === 'session.updated' || type === 'session.created') this.#helper(info);
    else if (sessionID !== this.#session) return;
    else if (type === 'message.updated') this.#message(info);
    else if (type === 'message.part.updated') this.#part(part);
    else if (type === 'message.removed') this.#messages.delete(messageID ?? '');
    else if (type === 'message.part.removed')
      this.#withParts(messageID, (parts) => parts.filter(({ id }) => id !== partID));
  }

  #status(id = '', status: unknown): void {
    const { success, data } = statuses.safeParse({ [id]: status });
    const { [id]: _, ...others } = this.#statuses;
    if (!success) this.#isWhole = false;
    else this.#statuses = data[id]?.type === 'idle' ? others : { ...others, ...data };
  }

  #helper(info: unknown): void {
    const { success, data } = session.safeParse(info);
    if (success && data.parentID === this.#session) this.#helpers.set(data.id, data);
  }

  #message(info: unknown): void {
    const { success, data } = message.safeParse({ info, parts: [] });
    if (!success) this.#isWhole = false;
    else this.#messages.set(data.info.id, { ...data, parts: this.#messages.get(data.info.id)?.parts ?? [] });
  }

  #part(raw: unknown): void {
    const { success, data } = partShape.safeParse(raw);
    if (!success) this.#isWhole = false;
    else
      this.#withParts(data.messageID, (parts) => {
        const index = parts.findIndex(({ id }) => id === data.id);
        return index < 0 ? [...parts, data] : parts.with(index, data);
      });
  }

  #withParts(messageId = '', change: (parts: Message['parts']) => Message['parts']): void {
    const known = this.#messages.get(messageId);
    if (known) this.#messages.set(messageId, { ...known, parts: change(known.parts) });
  }
}

const byId = (one: Message, other: Message): number => (one.info.id < other.info.id ? -1 : 1);
