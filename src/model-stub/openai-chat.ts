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

/** OpenAI's chat completions, as much of them as opencode reads. */
export const openaiChat: Wire = {
  serves: (method, pathname) => method === 'POST' && pathname.endsWith('/chat/completions'),
  read: (raw) => {
    const body = raw as ChatBody;
    return {
      text: lastUserText(body),
      toolResultIds: toolResultIds(body),
      // A conversation offers the model tools; titles and summaries do not.
      isMain: (body.tools?.length ?? 0) > 0,
    };
  },
  send: (response, raw, content) => {
    const body = raw as ChatBody;
    if (body.stream) streamContent(response, body, content);
    else sendJson(response, 200, wholeReply(body, content));
  },
  sendCut,
  sendError,
};

type Part = { type: string; text?: string };
type Message = { role: string; content: string | null | Part[]; tool_call_id?: string };
type Chunk = { delta: object; finish?: string };

/** The body of a POST /chat/completions. */
export interface ChatBody {
  readonly model: string;
  readonly messages: Message[];
  readonly tools?: unknown[];
  readonly stream?: boolean;
}

const USAGE = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };

/** The text parts of the message that the request ends with, joined; '' for a tool's result. */
function lastUserText({ messages }: ChatBody): string {
  const last = messages.at(-1);
  if (last?.role !== 'user') return '';
  if (typeof last.content === 'string') return last.content;
  return (last.content ?? []).map((part) => part.text ?? '').join('');
}

/** The results that stand at the request's end. */
function toolResultIds({ messages }: ChatBody): string[] {
  const lastOther = messages.findLastIndex(({ role }) => role !== 'tool');
  return messages.slice(lastOther + 1).map(({ tool_call_id = '' }) => tool_call_id);
}

function wholeReply(body: ChatBody, content: Content): object {
  const message =
    content.type === 'text'
      ? { role: 'assistant', content: content.text }
      : { role: 'assistant', content: null, tool_calls: [toolCall(content, content.id)] };
  return {
    ...envelope(body, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishReason(content) }],
    usage: USAGE,
  };
}

function streamContent(response: ServerResponse, body: ChatBody, content: Content): void {
  const stream = startStream(response, body);
  if (content.type === 'text') sendText(stream, content.text);
  else sendToolCall(stream, content, content.id);
  stream({ delta: {}, finish: finishReason(content) });
  response.end('data: [DONE]\n\n');
}

async function sendCut(
  response: ServerResponse,
  raw: unknown,
  { text, tool }: { text: string; tool?: ToolCall },
): Promise<void> {
  const stream = startStream(response, raw as ChatBody);
  sendText(stream, tool ? text : text.slice(0, Math.ceil(text.length / 2)));
  if (tool) sendToolCall(stream, tool, newToolCallId('call_'));
  await sleep(CUT_AFTER_MS);
  response.destroy();
}

function sendError(response: ServerResponse, { status, message, headers = {} }: ApiError): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendJson(response, status, { error: { message, type: 'stub_error', param: null, code: null } });
}

function sendText(stream: (chunk: Chunk) => void, text: string): void {
  for (const piece of pieces(text)) stream({ delta: { content: piece } });
}

function sendToolCall(stream: (chunk: Chunk) => void, tool: ToolCall, id: string): void {
  stream({ delta: { tool_calls: [{ index: 0, ...toolCall(tool, id) }] } });
}

const toolCall = ({ name, input }: ToolCall, id: string) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(input) },
});

const finishReason = ({ type }: Content): string => (type === 'text' ? 'stop' : 'tool_calls');

const envelope = ({ model }: ChatBody, object: string) => ({
  id: newToolCallId('chatcmpl-'),
  object,
  created: 0,
  model,
});

/** The last chunk, which names the reason of the end, tells the use of tokens too. */
function startStream(response: ServerResponse, body: ChatBody): (chunk: Chunk) => void {
  const head = envelope(body, 'chat.completion.chunk');
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = ({ delta, finish = undefined }: Chunk) => {
    const choices = [{ index: 0, delta, finish_reason: finish ?? null }];
    response.write(`data: ${JSON.stringify({ ...head, choices, ...(finish && { usage: USAGE }) })}\n\n`);
  };
  send({ delta: { role: 'assistant', content: '' } });
  return send;
}
