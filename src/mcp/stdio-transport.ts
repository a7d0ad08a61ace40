import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { requestFault } from './request-fault.ts';

/** Longer lines are refused: a prompt has 4 MB at most. */
const MOST_BYTES = 32 * 1024 * 1024;
const NEWLINE = 10;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const INVALID_PARAMS = -32602;

/**
 * One JSON-RPC message a line. Beside what the SDK's own transport does, a line that is no message is answered with an
 * error and harms nothing else, however long it is, and the end of the input is told.
 */
export class StdioTransport implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  /** The client has closed our input, or is gone: nothing more will come. */
  onend?: () => void;
  readonly #input: Readable;
  readonly #output: Writable;
  /** The parts of a line that has not ended, and their bytes together; they are joined once. */
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Requests that have had no response yet. */
  readonly #open = new Set<string | number>();
  #whenAnswered: (() => void) | undefined;

  constructor(input: Readable, output: Writable) {
    this.#input = input;
    this.#output = output;
  }

  async start(): Promise<void> {
    this.#input.on('data', this.#take);
    for (const what of ['end', 'error']) this.#input.once(what, () => this.onend?.());
    this.#output.on('error', () => this.onend?.());
  }

  /** Resolves when every request has had its response. */
  answered(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenAnswered = resolve;
      this.#settle();
    });
  }

  /** Resolves when it is written; what cannot be written any more has nobody to read it. */
  send(message: JSONRPCMessage): Promise<void> {
    return new Promise((resolve) =>
      this.#output.write(`${JSON.stringify(message)}\n`, () => {
        if (!('method' in message) && message.id !== undefined) this.#settle(message.id);
        resolve();
      }),
    );
  }

  async close(): Promise<void> {
    this.#input.off('data', this.#take);
    this.#input.pause();
    const tell = this.onclose;
    delete this.onclose;
    tell?.();
  }

  #settle(id?: string | number): void {
    if (id !== undefined) this.#open.delete(id);
    if (this.#open.size === 0) this.#whenAnswered?.();
  }

  readonly #take = (chunk: Buffer): void => {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      this.#line();
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  };

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > MOST_BYTES) this.#parts = [];
    else this.#parts.push(part);
  }

  #line(): void {
    const isTooLong = this.#bytes > MOST_BYTES;
    const line = Buffer.concat(this.#parts).toString('utf8').trim();
    this.#parts = [];
    this.#bytes = 0;
    if (isTooLong) this.#refuse(INVALID_REQUEST, `A message has ${MOST_BYTES / 1024 / 1024} MB at most.`);
    else if (line !== '') this.#read(line);
  }

  #read(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#refuse(PARSE_ERROR, 'This line is no JSON. Send one JSON-RPC 2.0 message a line.');
      return;
    }
    const message = JSONRPCMessageSchema.safeParse(value);
    const what = 'This is no JSON-RPC 2.0 message: its jsonrpc, method, params or id is wrong.';
    if (message.success) this.#pass(message.data);
    else this.#refuse(INVALID_REQUEST, what, idIn(value));
  }

  #pass(message: JSONRPCMessage): void {
    if ('method' in message && 'id' in message) {
      const fault = requestFault(message);
      if (fault !== undefined) {
        this.#refuse(INVALID_PARAMS, fault, message.id);
        return;
      }
      this.#open.add(message.id);
    }
    // A request that is cancelled gets no response.
    if ('method' in message && message.method === 'notifications/cancelled')
      this.#settle(idIn({ id: message.params?.requestId }));
    this.onmessage?.(message);
  }

  #refuse(code: number, message: string, id?: string | number): void {
    void this.send({ jsonrpc: '2.0', ...(id !== undefined && { id }), error: { code, message } });
  }
}

function idIn(value: unknown): string | number | undefined {
  const id = (value as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
