/** A stub of Anthropic's Messages API on loopback: the test plays the model of a real Claude Code. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  lastUserText,
  type MessagesBody,
  sendContent,
  sendCut,
  sendError,
  sendJson,
  toolResultIds,
} from './messages-wire.ts';

/** What the stub says to one request: `delayMs` and `until` hold it back, `then` follows the tool's result. */
export type Reply = { delayMs?: number; until?: Promise<unknown> } & (
  | { kind: 'text'; text: string }
  | { kind: 'tool'; name: string; input: unknown; then: string | Reply }
  | { kind: 'error'; status: number; message: string; retry?: boolean; headers?: Record<string, string> }
  | { kind: 'cut'; text: string; tool?: { name: string; input: unknown } }
);

/** One request that offers the model tools; `text` is its prompt, '' when it brings a tool's result instead. */
export type ApiRequest = { text: string; body: MessagesBody; aborted: boolean };

type Script = (request: ApiRequest) => string | Reply;
type Waiter = { matches: (request: ApiRequest) => boolean; resolve: (request: ApiRequest) => void };

const echo: Script = (request) => ({ kind: 'text', text: `echo: ${request.text}` });

/** Starts the stub on a free port of 127.0.0.1. */
export async function startMessagesApi(): Promise<MessagesApi> {
  const api = new MessagesApi();
  await api.listen();
  return api;
}

/** The running stub: script it with `reply`, watch it with `requests` and `nextRequest`. */
export class MessagesApi {
  /** The conversation's requests in order of arrival, those of its subagents among them. */
  readonly requests: ApiRequest[] = [];
  /** Everything else the client asked (titles, quota checks), answered with "ok". */
  readonly sideRequests: MessagesBody[] = [];
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((error) => failLoudly(response, error));
  });
  readonly #afterTool = new Map<string, string | Reply>();
  readonly #taken = new Set<ApiRequest>();
  #waiters: Waiter[] = [];
  #script: Script = echo;

  /** Listens on a free port; startMessagesApi calls it. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Sets what the model says from now on; a string is a text reply, and no argument is the echo again. */
  reply(script: Script = echo): void {
    this.#script = script;
  }

  /** The earliest matching request that no earlier call has returned, awaited if it has not come yet. */
  async nextRequest(matches: Waiter['matches'] = () => true, timeoutMs = 20_000): Promise<ApiRequest> {
    const known = this.requests.find((request) => !this.#taken.has(request) && matches(request));
    if (known) return this.#take(known);
    const { promise, resolve, reject } = deferred<ApiRequest>();
    const waiter = { matches, resolve };
    this.#waiters.push(waiter);
    const timer = setTimeout(() => reject(new Error(this.#nothingCame(timeoutMs))), timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
    }
  }

  /** Stops listening and breaks the connections that are still open. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://stub');
    const body = await readJson(request);
    if (pathname === '/v1/messages/count_tokens') return sendJson(response, 200, { input_tokens: 10 });
    if (pathname !== '/v1/messages') return sendJson(response, 200, {});
    if (isMain(body)) return this.#converse(body, response);
    this.sideRequests.push(body);
    sendContent(response, body, { type: 'text', text: 'ok' });
  }

  async #converse(body: MessagesBody, response: ServerResponse): Promise<void> {
    const request: ApiRequest = { text: lastUserText(body), body, aborted: false };
    response.on('close', () => {
      request.aborted = !response.writableFinished;
    });
    const answer = this.#followUp(body) ?? this.#script(request);
    this.#arrived(request);
    await this.#answer(response, body, typeof answer === 'string' ? { kind: 'text', text: answer } : answer);
  }

  async #answer(response: ServerResponse, body: MessagesBody, reply: Reply): Promise<void> {
    await reply.until;
    await delay(reply.delayMs ?? 0);
    switch (reply.kind) {
      case 'text':
        return sendContent(response, body, { type: 'text', text: reply.text });
      case 'tool':
        return this.#useTool(response, body, reply);
      case 'error':
        return sendError(response, reply);
      case 'cut':
        return sendCut(response, body, reply);
      default:
        return reply satisfies never;
    }
  }

  #useTool(response: ServerResponse, body: MessagesBody, reply: Reply & { kind: 'tool' }): void {
    const id = `toolu_${Math.random().toString(36).slice(2)}`;
    this.#afterTool.set(id, reply.then);
    sendContent(response, body, { type: 'tool_use', id, name: reply.name, input: reply.input });
  }

  /** Only a request whose prompt is the tool's result itself: a human who rejects a tool and types anew is scripted. */
  #followUp(body: MessagesBody): string | Reply | undefined {
    if (lastUserText(body) !== '') return undefined;
    const id = toolResultIds(body).find((resultId) => this.#afterTool.has(resultId));
    return id === undefined ? undefined : this.#afterTool.get(id);
  }

  #arrived(request: ApiRequest): void {
    this.requests.push(request);
    const waiter = this.#waiters.find(({ matches }) => matches(request));
    if (!waiter) return;
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    waiter.resolve(this.#take(request));
  }

  #take(request: ApiRequest): ApiRequest {
    this.#taken.add(request);
    return request;
  }

  #nothingCame(timeoutMs: number): string {
    const texts = this.requests.map(({ text }) => JSON.stringify(text.slice(0, 60)));
    return `No matching request came to the stub within ${timeoutMs} ms. It has had: ${texts.join(', ') || 'none'}.`;
  }
}

/** A conversation and its subagents offer the model tools; titles, quota checks and summaries of the client's own do not. */
function isMain(body: MessagesBody): boolean {
  return (body.tools?.length ?? 0) > 0;
}

async function readJson(request: IncomingMessage): Promise<MessagesBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as MessagesBody;
}

/** A script that throws must reach the test: the client shows the words, and a 400 is not tried again. */
function failLoudly(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendError(response, { status: 400, message: `The test's stub failed: ${error}`, retry: false });
}

function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
