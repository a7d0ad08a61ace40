import { EventSourceParserStream } from 'eventsource-parser/stream';
import * as z from 'zod/mini';
import { parseJson } from '../../system/parse-json.ts';
import {
  type ApiEvent,
  command,
  event,
  health,
  type Message,
  message,
  type Permission,
  permission,
  type Question,
  question,
  type Session,
  type Statuses,
  session,
  statuses,
} from './api-types.ts';

const PATIENCE_MS = 20_000;
/** A compaction asks the model; opencode answers when it is over. */
const COMPACTION_PATIENCE_MS = 290_000;

/** Who answers at the port: our opencode, somebody else, or nobody yet. */
export type Answering = { kind: 'ours'; version: string } | { kind: 'foreign' } | { kind: 'nobody' };

/** opencode refused what it was asked. */
export class Refused extends Error {
  readonly status: number;

  constructor(what: string, status: number, body: string) {
    super(`opencode refused ${what}: ${status} ${wordsOf(body)}`);
    this.status = status;
  }
}

/** The HTTP API of the opencode in this window, as much of it as ctrlg needs. Every call may reject. */
export class Api {
  readonly #base: string;
  readonly #headers: Record<string, string>;

  constructor(port: number, password: string) {
    this.#base = `http://127.0.0.1:${port}`;
    const credentials = Buffer.from(`${USER}:${password}`).toString('base64');
    this.#headers = { authorization: `Basic ${credentials}`, 'content-type': 'application/json' };
  }

  /** Whoever is silent for `patienceMs` is nobody. */
  async whoAnswers(patienceMs: number): Promise<Answering> {
    try {
      const response = await this.#fetch('GET', '/global/health', undefined, patienceMs);
      const { success, data } = health.safeParse(parseJson(await response.text()));
      return success ? { kind: 'ours', version: data.version } : { kind: 'foreign' };
    } catch {
      return { kind: 'nobody' };
    }
  }

  statuses = (): Promise<Statuses> => this.#get('/session/status', statuses);
  permissions = (): Promise<Permission[]> => this.#get('/permission', z.array(permission));
  questions = (): Promise<Question[]> => this.#get('/question', z.array(question));
  session = (id: string): Promise<Session> => this.#get(`/session/${id}`, session);
  /** The sessions of its helpers. */
  children = (id: string): Promise<Session[]> => this.#get(`/session/${id}/children`, z.array(session));
  /** The last messages of a session, the newest one last. */
  messages = (id: string, limit: number): Promise<Message[]> =>
    this.#get(`/session/${id}/message?limit=${limit}`, z.array(message));
  commands = (): Promise<{ name: string }[]> => this.#get('/command', z.array(command));

  async create(title: string): Promise<Session> {
    return session.parse(await this.#post('/session', { title }));
  }

  /** Shows a session in the TUI; a draft in the input box stays. */
  select = (sessionID: string): Promise<unknown> => this.#post('/tui/select-session', { sessionID });
  /** Gives a prompt; it is answered before the turn begins. */
  prompt = (id: string, text: string): Promise<unknown> =>
    this.#post(`/session/${id}/prompt_async`, { parts: [{ type: 'text', text }] });
  /** Carries a command out, such as `/review`; it is answered when its turn is over. */
  run = (id: string, name: string, words: string): Promise<unknown> =>
    this.#post(`/session/${id}/command`, { command: name, arguments: words }, COMPACTION_PATIENCE_MS);
  compact = (id: string, { id: modelID, providerID }: { id: string; providerID: string }): Promise<unknown> =>
    this.#post(`/session/${id}/summarize`, { modelID, providerID }, COMPACTION_PATIENCE_MS);
  abort = (id: string): Promise<unknown> => this.#post(`/session/${id}/abort`, {});
  /** With a message a refusal is told to the model, which goes on; without one the turn ends. */
  reply = (id: string, reply: 'once' | 'reject', message?: string): Promise<unknown> =>
    this.#post(`/permission/${id}/reply`, { reply, ...(message && { message }) });
  reject = (questionId: string): Promise<unknown> => this.#post(`/question/${questionId}/reject`, {});

  /** The events from now on; the first one says that it listens. It ends with the connection. */
  async *events(signal: AbortSignal): AsyncGenerator<ApiEvent> {
    const response = await fetch(`${this.#base}/event`, { headers: this.#headers, signal });
    if (!response.ok || !response.body) throw new Refused('to tell its events', response.status, '');
    const messages = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const { data } of messages) {
      const parsed = event.safeParse(parseJson(data));
      if (parsed.success) yield parsed.data;
    }
  }

  async #get<T>(path: string, schema: z.ZodMiniType<T>): Promise<T> {
    return schema.parse(parseJson(await this.#ask('GET', path)));
  }

  async #post(path: string, body: object, patienceMs?: number): Promise<unknown> {
    return parseJson(await this.#ask('POST', path, body, patienceMs));
  }

  async #ask(method: string, path: string, body?: object, patienceMs?: number): Promise<string> {
    const response = await this.#fetch(method, path, body, patienceMs);
    const text = await response.text();
    if (!response.ok) throw new Refused(`${method} ${path}`, response.status, text);
    return text;
  }

  #fetch(method: string, path: string, body?: object, patienceMs = PATIENCE_MS): Promise<Response> {
    return fetch(`${this.#base}${path}`, {
      method,
      headers: this.#headers,
      signal: AbortSignal.timeout(patienceMs),
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}

/** The user name that goes with the password. */
export const USER = 'opencode';

function wordsOf(body: string): string {
  const { data, message: own } = (parseJson(body) ?? {}) as { data?: { message?: string }; message?: string };
  return data?.message ?? own ?? body.slice(0, 200);
}
