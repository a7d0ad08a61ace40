import type { ServerResponse } from 'node:http';
import { sleep } from '../system/clock.ts';
import {
  type ApiError,
  type Content,
  CUT_AFTER_MS,
  newToolCallId,
  pieces,
  sendJson,
  type ToolCall,
  type Wire,
} from './wire.ts';

/** Anthropic's Messages API, as much of it as Claude Code reads. */
export const anthropicMessages: Wire = {
  serves: (method, pathname) => method === 'POST' && pathname === '/v1/messages',
  read: (raw) => {
    const body = raw as MessagesBody;
    // A conversation and its subagents offer the model tools; titles, quota checks and summaries do not.
    const isMain = (body.tools?.length ?? 0) > 0;
    return { text: lastUserText(body), toolResultIds: toolResultIds(body), isMain };
  },
  send: (response, raw, content) => {
    const body = raw as MessagesBody;
    if (body.stream) streamContent(response, body, content);
    else sendJson(response, 200, { ...envelope(body), content: [content], stop_reason: stopReason(content) });
  },
  sendCut,
  sendError,
  answersAside: ({ pathname }, response) => {
    if (pathname !== '/v1/messages/count_tokens') return false;
    sendJson(response, 200, { input_tokens: 10 });
    return true;
  },
};

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

const USAGE = {
  input_tokens: 10,
  output_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
const REMINDER = /^\s*<system-reminder>[\s\S]*<\/system-reminder>\s*$/;
const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** The prompt that a request ends with, without the reminders that Claude Code puts around it; '' for a tool result. */
function lastUserText(body: MessagesBody): string {
  const prompts = lastUserBlocks(body).filter(
    (block) => block.type === 'text' && !REMINDER.test(block.text ?? ''),
  );
  return prompts.at(-1)?.text ?? '';
}

function toolResultIds(body: MessagesBody): string[] {
  return lastUserBlocks(body).flatMap((block) =>
    block.type === 'tool_result' ? [block.tool_use_id ?? ''] : [],
  );
}

async function sendCut(
  response: ServerResponse,
  raw: unknown,
  { text, tool }: { text: string; tool?: ToolCall },
): Promise<void> {
  startStream(response, raw as MessagesBody);
  if (tool) {
    sendBlock(response, { type: 'text', text });
    sendEvent(response, { type: 'content_block_stop', index: 0 });
    sendBlock(response, { type: 'tool_use', id: newToolCallId('toolu_'), ...tool }, 1);
    sendEvent(response, { type: 'content_block_stop', index: 1 });
  } else sendBlock(response, { type: 'text', text: text.slice(0, Math.ceil(text.length / 2)) });
  await sleep(CUT_AFTER_MS);
  response.destroy();
}

function sendError(response: ServerResponse, error: ApiError): void {
  const { status, message, retry, headers = {} } = error;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (retry !== undefined) response.setHeader('x-should-retry', String(retry));
  const type = ERROR_TYPES[status] ?? 'api_error';
  sendJson(response, status, { type: 'error', error: { type, message }, request_id: 'req_stub' });
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
  const id = newToolCallId('msg_');
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

function sendEvent(response: ServerResponse, event: { type: string; [field: string]: unknown }): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
