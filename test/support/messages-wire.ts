/** The wire format of Anthropic's Messages API, as much of it as Claude Code reads: replies, and what a request says. */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

type Block = { type: string; text?: string; tool_use_id?: string; content?: unknown };
type Message = { role: string; content: string | Block[] };

/** The body of a POST /v1/messages. */
export type MessagesBody = {
  model: string;
  max_tokens: number;
  messages: Message[];
  tools?: { name: string }[];
  system?: unknown;
  stream?: boolean;
};

/** One block of a reply's content. */
export type Content =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown };

const USAGE = {
  input_tokens: 10,
  output_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
const DELTA_CHARS = 16_384;
const REMINDER = /^\s*<system-reminder>[\s\S]*<\/system-reminder>\s*$/;
const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** The prompt that a request ends with, without the reminders that Claude Code puts around it; '' for a tool result. */
export function lastUserText(body: MessagesBody): string {
  const prompts = lastUserBlocks(body).filter(
    (block) => block.type === 'text' && !REMINDER.test(block.text ?? ''),
  );
  return prompts.at(-1)?.text ?? '';
}

/** The ids of the tool uses that a request answers. */
export function toolResultIds(body: MessagesBody): string[] {
  return lastUserBlocks(body).flatMap((block) =>
    block.type === 'tool_result' ? [block.tool_use_id ?? ''] : [],
  );
}

/** Sends a whole reply, streamed or in one piece as the request asked. */
export function sendContent(response: ServerResponse, body: MessagesBody, content: Content): void {
  if (body.stream) streamContent(response, body, content);
  else sendJson(response, 200, { ...envelope(body), content: [content], stop_reason: stopReason(content) });
}

/** Sends the first half of a text, or the whole of it and a tool call, and breaks the connection. */
export async function sendCut(
  response: ServerResponse,
  body: MessagesBody,
  { text, tool }: { text: string; tool?: { name: string; input: unknown } },
): Promise<void> {
  startStream(response, body);
  if (tool) {
    sendBlock(response, { type: 'text', text });
    sendEvent(response, { type: 'content_block_stop', index: 0 });
    const id = `toolu_${Math.random().toString(36).slice(2)}`;
    sendBlock(response, { type: 'tool_use', id, ...tool }, 1);
    sendEvent(response, { type: 'content_block_stop', index: 1 });
  } else sendBlock(response, { type: 'text', text: text.slice(0, Math.ceil(text.length / 2)) });
  await delay(50);
  response.destroy();
}

/** Sends an API error; `retry` tells the client whether to try again, which it otherwise decides by the status. */
export function sendError(
  response: ServerResponse,
  error: { status: number; message: string; retry?: boolean; headers?: Record<string, string> },
): void {
  const { status, message, retry, headers = {} } = error;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (retry !== undefined) response.setHeader('x-should-retry', String(retry));
  const type = ERROR_TYPES[status] ?? 'api_error';
  sendJson(response, status, { type: 'error', error: { type, message }, request_id: 'req_stub' });
}

/** Sends one JSON document. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function lastUserBlocks(body: MessagesBody): Block[] {
  const content = body.messages.findLast((message) => message.role === 'user')?.content ?? [];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function stopReason(content: Content): string {
  return content.type === 'tool_use' ? 'tool_use' : 'end_turn';
}

function streamContent(response: ServerResponse, body: MessagesBody, content: Content): void {
  const delta = { stop_reason: stopReason(content), stop_sequence: null };
  startStream(response, body);
  sendBlock(response, content);
  sendEvent(response, { type: 'content_block_stop', index: 0 });
  sendEvent(response, { type: 'message_delta', delta, usage: USAGE });
  sendEvent(response, { type: 'message_stop' });
  response.end();
}

function envelope(body: MessagesBody): object {
  const id = `msg_${Math.random().toString(36).slice(2)}`;
  return { id, type: 'message', role: 'assistant', model: body.model, stop_sequence: null, usage: USAGE };
}

function startStream(response: ServerResponse, body: MessagesBody): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  sendEvent(response, {
    type: 'message_start',
    message: { ...envelope(body), content: [], stop_reason: null },
  });
}

function sendBlock(response: ServerResponse, content: Content, index = 0): void {
  const isText = content.type === 'text';
  const empty = isText ? { ...content, text: '' } : { ...content, input: {} };
  sendEvent(response, { type: 'content_block_start', index, content_block: empty });
  for (const piece of pieces(isText ? content.text : JSON.stringify(content.input))) {
    const delta = isText
      ? { type: 'text_delta', text: piece }
      : { type: 'input_json_delta', partial_json: piece };
    sendEvent(response, { type: 'content_block_delta', index, delta });
  }
}

/** Cuts between code points, so that no delta holds half of a surrogate pair. */
function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + DELTA_CHARS, text.length);
    if (/[\ud800-\udbff]/.test(text[end - 1]!) && end < text.length) end += 1;
    yield text.slice(start, end);
    start = end;
  }
}

function sendEvent(response: ServerResponse, event: { type: string; [field: string]: unknown }): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
