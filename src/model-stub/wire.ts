import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** One part of what a model says. */
export type Content =
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'tool_use'; readonly id: string } & ToolCall);

/** A call of a tool that the model asks for. */
export interface ToolCall {
  readonly name: string;
  /** Where the protocol groups its tools: the group's name. */
  readonly namespace?: string;
  readonly input: unknown;
}

/** An error of the API; `retry` tells a client whether to try again, where the protocol has a word for it. */
export interface ApiError {
  readonly status: number;
  readonly message: string;
  readonly retry?: boolean;
  readonly headers?: Record<string, string>;
}

/** What a request of a conversation says. */
export interface Said {
  /** The prompt that the request ends with; '' when it brings a tool's result instead. */
  readonly text: string;
  /** The ids of the tool calls whose results it brings. */
  readonly toolResultIds: readonly string[];
  /** It belongs to the conversation, or to a helper of its own; it is no title, no quota check and no summary. */
  readonly isMain: boolean;
}

/** One protocol between a client and its model. `body` is the request's JSON as it came. */
export interface Wire {
  /** Whether a request is one for the model, of this protocol. */
  serves(method: string, pathname: string): boolean;
  read(body: unknown, pathname: string): Said;
  /** Sends a whole reply, streamed or in one piece as the request asked. */
  send(response: ServerResponse, body: unknown, content: Content, pathname: string): void;
  /** Sends the first half of a text, or the whole of it and a tool call, and breaks the connection. */
  sendCut(
    response: ServerResponse,
    body: unknown,
    cut: { text: string; tool?: ToolCall },
    pathname: string,
  ): Promise<void>;
  sendError(response: ServerResponse, error: ApiError): void;
  /** Answers what the client asks besides, such as the list of models; false when it is not this protocol's. */
  answersAside?(request: AsideRequest, response: ServerResponse): boolean;
}

export interface AsideRequest {
  readonly method: string;
  readonly pathname: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Sends one JSON document. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** How much of a text one event of a stream carries. */
const PIECE_CHARS = 16_384;

/** A text in the pieces of a stream, cut between code points: no piece holds half of a surrogate pair. */
export function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + PIECE_CHARS, text.length);
    if (/[\ud800-\udbff]/.test(text[end - 1]!) && end < text.length) end += 1;
    yield text.slice(start, end);
    start = end;
  }
}

/** An id that a model would give to a tool call. */
export const newToolCallId = (prefix: string): string => `${prefix}${Math.random().toString(36).slice(2)}`;

/** How long the first half of a broken reply is given to arrive, in ms. */
export const CUT_AFTER_MS = 50;
