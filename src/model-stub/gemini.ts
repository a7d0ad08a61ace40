import type { ServerResponse } from 'node:http';
import { sleep } from '../system/clock.ts';
import { type ApiError, type Content, CUT_AFTER_MS, pieces, sendJson, type Wire } from './wire.ts';

const MODEL_CALL = /\/models\/[^/:]+:(generateContent|streamGenerateContent)$/;

/** Google's Gemini API, as much of it as Gemini CLI reads. */
export const gemini: Wire = {
  serves: (method, pathname) => method === 'POST' && MODEL_CALL.test(pathname),
  read: (raw) => {
    const body = raw as GenerateBody;
    return { text: lastUserText(body), toolResultIds: toolResultIds(body), isMain: offersTools(body) };
  },
  send: (response, raw, content, pathname) => {
    const body = raw as GenerateBody;
    const isAside = !offersTools(body) && content.type === 'text';
    const parts = isAside ? [{ text: asideText(body, content.text) }] : partsOf(content);
    if (isStream(pathname)) stream(response, parts);
    else sendJson(response, 200, chunk(parts, 'STOP'));
  },
  sendCut: async (response, _body, { text, tool }) => {
    startStream(response);
    const half = text.slice(0, Math.ceil(text.length / 2));
    sendChunk(response, chunk([{ text: tool ? text : half }]));
    if (tool) sendChunk(response, chunk([{ functionCall: { name: tool.name, args: tool.input } }]));
    await sleep(CUT_AFTER_MS);
    response.destroy();
  },
  sendError,
  answersAside: ({ pathname }, response) => {
    if (!pathname.endsWith(':countTokens')) return false;
    sendJson(response, 200, { totalTokens: 10 });
    return true;
  },
};

type Part = {
  text?: string;
  thought?: boolean;
  functionCall?: { id?: string; name: string; args: unknown };
  functionResponse?: { id?: string; name: string; response: unknown };
};

/** The body of a POST to `:generateContent` or `:streamGenerateContent`. */
export type GenerateBody = {
  contents: { role?: string; parts?: Part[] }[];
  tools?: { functionDeclarations?: { name: string }[] }[];
  generationConfig?: { responseMimeType?: string; responseJsonSchema?: Schema; responseSchema?: Schema };
};

type Schema = {
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
};

const STATUS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

const isStream = (pathname: string): boolean => pathname.endsWith(':streamGenerateContent');

/** A conversation and its subagents offer the model tools; routing, summaries and checks for loops do not. */
const offersTools = ({ tools = [] }: GenerateBody): boolean =>
  tools.some(({ functionDeclarations }) => (functionDeclarations?.length ?? 0) > 0);

const lastParts = ({ contents }: GenerateBody): Part[] =>
  contents.findLast(({ role }) => role !== 'model')?.parts ?? [];

/**
 * The prompt that a request ends with; '' for a tool's result. Before it the same content may hold what Gemini CLI says of
 * the folder, and a prompt whose turn failed; after it the files that the prompt mentions.
 */
function lastUserText(body: GenerateBody): string {
  const parts = lastParts(body);
  if (parts.some(({ functionResponse }) => functionResponse)) return '';
  const files = parts.findIndex(({ text = '' }) => text.startsWith('\n--- Content from referenced files'));
  return parts.slice(0, files < 0 ? undefined : files).at(-1)?.text ?? '';
}

const toolResultIds = (body: GenerateBody): string[] =>
  lastParts(body).flatMap(({ functionResponse }) => (functionResponse?.id ? [functionResponse.id] : []));

function partsOf(content: Content): Part[] {
  if (content.type === 'text') return [...pieces(content.text)].map((text) => ({ text }));
  return [{ functionCall: { id: content.id, name: content.name, args: content.input } }];
}

/** A routing call wants JSON after a schema of its own; anything that fits it will do. */
function asideText({ generationConfig = {} }: GenerateBody, text: string): string {
  const { responseMimeType, responseJsonSchema, responseSchema } = generationConfig;
  if (responseMimeType !== 'application/json') return text;
  return JSON.stringify(instanceOf(responseJsonSchema ?? responseSchema ?? {}));
}

function instanceOf({ type, enum: values, properties = {} }: Schema): unknown {
  if (values) return values[0];
  switch (type?.toLowerCase()) {
    case 'object':
      return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, instanceOf(value)]));
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return false;
    default:
      return 'ok';
  }
}

const USAGE = { promptTokenCount: 10, candidatesTokenCount: 10, totalTokenCount: 20 };

const chunk = (parts: Part[], finishReason?: string): object => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
  ...(finishReason && { usageMetadata: USAGE }),
  modelVersion: 'stub',
});

function stream(response: ServerResponse, parts: Part[]): void {
  startStream(response);
  for (const [index, part] of parts.entries())
    sendChunk(response, chunk([part], index === parts.length - 1 ? 'STOP' : undefined));
  if (parts.length === 0) sendChunk(response, chunk([{ text: '' }], 'STOP'));
  response.end();
}

const startStream = (response: ServerResponse): unknown =>
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });

const sendChunk = (response: ServerResponse, value: object): unknown =>
  response.write(`data: ${JSON.stringify(value)}\r\n\r\n`);

function sendError(response: ServerResponse, { status, message, headers = {} }: ApiError): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendJson(response, status, { error: { code: status, message, status: STATUS[status] ?? 'UNKNOWN' } });
}
