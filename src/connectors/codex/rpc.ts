import { connect } from 'node:net';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';

export type RequestId = string | number;

/** What the other side says by itself: something has happened, or (with an id) it wants an answer. */
export interface Spoken {
  readonly method: string;
  readonly params: unknown;
  readonly id: RequestId | undefined;
}

const message = z.looseObject({
  id: z.optional(z.union([z.string(), z.number()])),
  method: z.optional(z.string()),
  params: z.optional(z.unknown()),
  result: z.optional(z.unknown()),
  error: z.optional(z.looseObject({ message: z.string() })),
});

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** JSON-RPC over a WebSocket on a unix socket, as Codex's app-server speaks it. */
export class Rpc {
  /** Resolves, with the reason, when the connection is gone. */
  readonly closed: Promise<string>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<RequestId, Waiting>();
  #calls = 0;

  private constructor(socket: WebSocket, hear: (spoken: Spoken) => void) {
    this.#socket = socket;
    let trouble = '';
    socket.on('error', ({ message }) => {
      trouble = message;
    });
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) =>
        resolve(`its connection is closed (${[code, reason, trouble].filter(String).join(', ')})`),
      ),
    );
    socket.on('close', () => this.#giveUp());
    socket.on('message', (data) => this.#take(data.toString(), hear));
  }

  /** Connects to the socket at `path`. Rejects when nobody listens there. */
  static connect(path: string, hear: (spoken: Spoken) => void): Promise<Rpc> {
    const socket = new WebSocket('ws://localhost/', {
      // Not `ws+unix:`, which takes the path for a part of a URL: it may hold spaces and more.
      createConnection: () => connect(path),
      perMessageDeflate: false,
      maxPayload: 0,
    });
    const rpc = new Rpc(socket, hear);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(rpc));
      socket.once('error', reject);
    });
  }

  /** Rejects with the other side's words when it refuses, and when the connection is lost. */
  call(method: string, params: object): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  notify(method: string): void {
    this.#send({ method });
  }

  reply(id: RequestId, result: object): void {
    this.#send({ id, result });
  }

  close(): void {
    this.#socket.close();
  }

  #send(value: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(value));
    else this.#giveUp();
  }

  #take(text: string, hear: (spoken: Spoken) => void): void {
    const { id, method, params, result, error } = message.parse(JSON.parse(text));
    if (method !== undefined) hear({ method, params, id });
    else if (id !== undefined) this.#settle(id, result, error);
  }

  #settle(id: RequestId, result: unknown, error: { message: string } | undefined): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  #giveUp(): void {
    for (const { reject } of this.#waiting.values())
      reject(new Error('the connection to Codex’s app-server is lost'));
    this.#waiting.clear();
  }
}
