import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, sleep } from '../system/clock.ts';
import { type ApiError, newToolCallId, sendJson, type ToolCall, type Wire } from './wire.ts';
import { WIRES } from './wires.ts';

/**
 * What the stub says to one request: `delayMs` and `until` hold it back, `then` follows the tool's result, which a function
 * finds in the request that brings it.
 */
export type Reply = { delayMs?: number; until?: Promise<unknown> } & (
  | { kind: 'text'; text: string }
  | ({ kind: 'tool'; then: string | Reply | Script } & ToolCall)
  | ({ kind: 'error' } & ApiError)
  | { kind: 'cut'; text: string; tool?: ToolCall }
);

/** One request of a conversation; `text` is its prompt, '' when it brings a tool's result instead. */
export interface ModelRequest {
  readonly text: string;
  readonly body: unknown;
  /** The client broke the connection before it had the whole reply. */
  aborted: boolean;
}

export type Script = (request: ModelRequest) => string | Reply;
type Waiter = { matches: (request: ModelRequest) => boolean; resolve: (request: ModelRequest) => void };

const echo: Script = (request) => ({ kind: 'text', text: `echo: ${request.text}` });

/** Starts the stub on a free port of 127.0.0.1. */
export async function startModelStub(): Promise<ModelStub> {
  const stub = new ModelStub();
  await stub.listen();
  return stub;
}

/**
 * The model behind real clients, without a model: whoever starts it says what it answers. It speaks all the protocols of
 * wires.ts. Script it with `reply`, watch it with `requests` and `nextRequest`.
 */
export class ModelStub {
  /** The conversations' requests in order of arrival, those of their subagents among them. */
  readonly requests: ModelRequest[] = [];
  /** What else the clients asked their model (titles, quota checks), answered with "ok". */
  readonly sideRequests: unknown[] = [];
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((error) => response.destroy(error as Error));
  });
  readonly #afterTool = new Map<string, string | Reply | Script>();
  readonly #taken = new Set<ModelRequest>();
  #waiters: Waiter[] = [];
  #script: Script = echo;

  /** Listens on a free port; startModelStub calls it. */
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

  /** The earliest matching request that no earlier call has returned, awaited if it has not come yet. Rejects after `timeoutMs`. */
  nextRequest(matches: Waiter['matches'] = () => true, timeoutMs = 20_000): Promise<ModelRequest> {
    const known = this.requests.find((request) => !this.#taken.has(request) && matches(request));
    if (known) return Promise.resolve(this.#take(known));
    return new Promise((resolve, reject) => {
      const end = (action: () => void) => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        action();
      };
      const stop = after(timeoutMs, () => end(() => reject(new Error(this.#nothingCame(timeoutMs)))));
      const waiter: Waiter = {
        matches,
        resolve: (request) => {
          stop();
          end(() => resolve(request));
        },
      };
      this.#waiters.push(waiter);
    });
  }

  /** Stops listening and breaks the connections that are still open. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://stub');
    const { method = 'GET', headers } = request;
    const body = await readJson(request);
    const wire = WIRES.find((one) => one.serves(method, pathname));
    if (!wire) {
      const aside = { method, pathname, headers, body };
      if (!WIRES.some((one) => one.answersAside?.(aside, response))) sendJson(response, 200, {});
      return;
    }
    const exchange = { wire, pathname, body, response };
    try {
      await this.#converse(exchange);
    } catch (error) {
      failLoudly(exchange, error);
    }
  }

  async #converse(exchange: Exchange): Promise<void> {
    const { wire, body, response, pathname } = exchange;
    const { text, toolResultIds, isMain } = wire.read(body, pathname);
    if (!isMain) {
      this.sideRequests.push(body);
      wire.send(response, body, { type: 'text', text: 'ok' }, pathname);
      return;
    }
    const request: ModelRequest = { text, body, aborted: false };
    response.on('close', () => {
      request.aborted = !response.writableFinished;
    });
    // Only a request whose prompt is the tool's result itself: a person who rejects a tool and types anew is scripted.
    const followUp = text === '' ? this.#followUp(toolResultIds) : undefined;
    const next = followUp ?? this.#script;
    const answer = typeof next === 'function' ? next(request) : next;
    this.#arrived(request);
    await this.#answer(exchange, typeof answer === 'string' ? { kind: 'text', text: answer } : answer);
  }

  async #answer({ wire, response, body, pathname }: Exchange, reply: Reply): Promise<void> {
    await reply.until;
    await sleep(reply.delayMs ?? 0);
    switch (reply.kind) {
      case 'text':
        return wire.send(response, body, { type: 'text', text: reply.text }, pathname);
      case 'tool': {
        const { name, namespace, input } = reply;
        const id = newToolCallId('toolu_');
        this.#afterTool.set(id, reply.then);
        const call = { name, input, ...(namespace !== undefined && { namespace }) };
        return wire.send(response, body, { type: 'tool_use', id, ...call }, pathname);
      }
      case 'error':
        return wire.sendError(response, reply);
      case 'cut':
        return wire.sendCut(response, body, reply, pathname);
      default:
        return reply satisfies never;
    }
  }

  #followUp(toolResultIds: readonly string[]): string | Reply | Script | undefined {
    const id = toolResultIds.find((resultId) => this.#afterTool.has(resultId));
    return id === undefined ? undefined : this.#afterTool.get(id);
  }

  #arrived(request: ModelRequest): void {
    this.requests.push(request);
    const waiter = this.#waiters.find(({ matches }) => matches(request));
    waiter?.resolve(this.#take(request));
  }

  #take(request: ModelRequest): ModelRequest {
    this.#taken.add(request);
    return request;
  }

  #nothingCame(timeoutMs: number): string {
    const texts = this.requests.map(({ text }) => JSON.stringify(text.slice(0, 60)));
    return `No matching request came to the stub within ${timeoutMs} ms. It has had: ${texts.join(', ') || 'none'}.`;
  }
}

interface Exchange {
  readonly wire: Wire;
  readonly pathname: string;
  readonly body: unknown;
  readonly response: ServerResponse;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  } catch {
    return {};
  }
}

/** A script that throws must reach whoever wrote it: the client shows the words, and a 400 is not tried again. */
function failLoudly({ wire, response }: Exchange, error: unknown): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else wire.sendError(response, { status: 400, message: `The stub's script failed: ${error}`, retry: false });
}
