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

/** OpenAI's Responses API, as much of it as Codex reads. */
export const openaiResponses: Wire = {
  serves: (method, pathname) => method === 'POST' && pathname.endsWith('/responses'),
  read: (raw) => {
    const { input = [] } = raw as ResponsesBody;
    const lastSaid = input.findLastIndex(({ type, role }) => type === 'message' && role === 'assistant');
    const lastCall = input.findLastIndex(({ type }) => CALLS.has(type));
    const news = input.slice(Math.max(lastSaid, lastCall) + 1);
    const toolResultIds = news.flatMap(({ type, call_id }) => (RESULTS.has(type) ? [call_id ?? ''] : []));
    return { text: lastUserText(news), toolResultIds, isMain: isMain(raw as ResponsesBody) };
  },
  send: (response, _body, content) => {
    const item = itemOf(content);
    startStream(response);
    sendItem(response, item);
    sendEvent(response, 'response.completed', { response: { id: responseId(), usage: USAGE } });
    response.end();
  },
  sendCut,
  sendError,
  answersAside: ({ pathname }, response) => {
    if (!pathname.endsWith('/models') || !pathname.startsWith('/v1')) return false;
    sendJson(response, 200, { object: 'list', data: [], models: [] });
    return true;
  },
};

interface InputItem {
  readonly type: string;
  readonly role?: string;
  readonly call_id?: string;
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
}

interface ResponsesBody {
  readonly input?: readonly InputItem[];
  /** An answer in JSON is wanted, such as a title. */
  readonly text?: { readonly format?: unknown };
  readonly client_metadata?: Record<string, unknown>;
}

type OutputItem = { readonly type: string; readonly [field: string]: unknown };

const CALLS = new Set(['function_call', 'custom_tool_call', 'local_shell_call']);
const RESULTS = new Set(['function_call_output', 'custom_tool_call_output', 'local_shell_call_output']);
const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 10,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 20,
};
const ERROR_CODES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'invalid_api_key',
  429: 'rate_limit_exceeded',
  503: 'server_is_overloaded',
  529: 'server_is_overloaded',
};

/** The prompt that a request ends with; what Codex says of the surroundings stands in messages before it. */
function lastUserText(news: readonly InputItem[]): string {
  const last = news.findLast(({ type, role }) => type === 'message' && role === 'user');
  return last?.content?.findLast(({ type }) => type === 'input_text')?.text ?? '';
}

/** Codex asks for titles and summaries too, and says in a header of the body what a request is for. */
function isMain({ text, client_metadata = {} }: ResponsesBody): boolean {
  const said = String(client_metadata['x-codex-turn-metadata'] ?? '');
  const kind = /"request_kind":"(\w+)"/.exec(said)?.[1] ?? 'turn';
  return text?.format === undefined && kind === 'turn' && !said.includes('"thread_source":"thread_title"');
}

const responseId = (): string => newToolCallId('resp_');

function itemOf(content: Content): OutputItem {
  if (content.type === 'text') {
    const parts = [{ type: 'output_text', text: content.text, annotations: [] }];
    return {
      type: 'message',
      id: newToolCallId('msg_'),
      role: 'assistant',
      status: 'completed',
      content: parts,
    };
  }
  const { id, name, namespace, input } = content;
  const call = {
    id: newToolCallId('fc_'),
    call_id: id,
    name,
    ...(namespace !== undefined && { namespace }),
    status: 'completed',
  };
  // A tool whose input is text and not JSON is a "custom" one.
  return typeof input === 'string'
    ? { type: 'custom_tool_call', ...call, input }
    : { type: 'function_call', ...call, arguments: JSON.stringify(input) };
}

async function sendCut(
  response: ServerResponse,
  _body: unknown,
  { text, tool }: { text: string; tool?: ToolCall },
): Promise<void> {
  startStream(response);
  if (tool) {
    sendItem(response, itemOf({ type: 'text', text }));
    sendItem(response, itemOf({ type: 'tool_use', id: newToolCallId('call_'), ...tool }));
  } else sendText(response, 'msg_cut', text.slice(0, Math.ceil(text.length / 2)));
  await sleep(CUT_AFTER_MS);
  response.destroy();
}

function sendError(response: ServerResponse, { status, message, headers = {} }: ApiError): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const code = ERROR_CODES[status] ?? 'server_error';
  sendJson(response, status, { error: { message, type: code, code, param: null } });
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  sendEvent(response, 'response.created', { response: { id: responseId(), status: 'in_progress' } });
}

function sendItem(response: ServerResponse, item: OutputItem): void {
  const [part] = (item.content as { text: string }[] | undefined) ?? [];
  if (part) sendText(response, String(item.id), part.text);
  sendEvent(response, 'response.output_item.done', { output_index: 0, item });
}

function sendText(response: ServerResponse, id: string, text: string): void {
  const item = { type: 'message', id, role: 'assistant', status: 'in_progress', content: [] };
  sendEvent(response, 'response.output_item.added', { output_index: 0, item });
  for (const delta of pieces(text)) {
    sendEvent(response, 'response.output_text.delta', {
      item_id: id,
      output_index: 0,
      content_index: 0,
      delta,
    });
  }
}

function sendEvent(response: ServerResponse, type: string, fields: object): void {
  response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
}
