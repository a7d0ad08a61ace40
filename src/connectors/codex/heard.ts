import * as z from 'zod/mini';
import type { Spoken } from './rpc.ts';

/** Tokens as Codex counts them. */
export interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** An error of a turn, in Codex's words. */
export interface TurnError {
  readonly message: string;
  /** A word, or an object with one key that may hold a `httpStatusCode`. */
  readonly codexErrorInfo: unknown;
}

/** What Codex's app-server tells, as far as it concerns us. A *thread* is its word for a conversation. */
export type Heard =
  /** A conversation has begun; one with `isAside` is none of a person's: a helper's, or for a title. */
  | { readonly kind: 'thread-began'; readonly thread: string; readonly isAside: boolean }
  | { readonly kind: 'thread-is'; readonly thread: string; readonly status: string }
  | { readonly kind: 'turn-began'; readonly thread: string; readonly turn: string }
  | { readonly kind: 'prompt'; readonly thread: string; readonly turn: string; readonly text: string }
  | { readonly kind: 'answer'; readonly thread: string; readonly turn: string; readonly text: string }
  | { readonly kind: 'tool-ran'; readonly thread: string; readonly turn: string }
  | { readonly kind: 'compaction'; readonly thread: string; readonly turn: string }
  /** Tokens of the last exchange with the model, and of the whole conversation. */
  | {
      readonly kind: 'tokens';
      readonly thread: string;
      readonly turn: string;
      readonly total: Tokens;
      readonly last: Tokens;
    }
  /** `untilMs` is when the limits of the person's plan that are used up are over; null when none is. */
  | { readonly kind: 'limits'; readonly untilMs: number | null }
  | { readonly kind: 'answered'; readonly thread: string; readonly request: string | number }
  | {
      readonly kind: 'turn-over';
      readonly thread: string;
      readonly turn: string;
      readonly status: string;
      readonly error: TurnError | null;
    };

/** What has run when one of these is complete: doing it again could do it twice. */
const TOOLS = new Set([
  'commandExecution',
  'fileChange',
  'mcpToolCall',
  'dynamicToolCall',
  'collabAgentToolCall',
  'webSearch',
  'imageGeneration',
]);

const inTurn = { threadId: z.string(), turnId: z.string() };
const tokens = z.looseObject({ inputTokens: z.number(), outputTokens: z.number() });
const item = z.looseObject({
  ...inTurn,
  item: z.looseObject({
    type: z.string(),
    text: z._default(z.string(), ''),
    content: z.optional(z.unknown()),
  }),
});
const userInput = z.array(z.looseObject({ type: z.string(), text: z._default(z.string(), '') }));
const thread = z.looseObject({
  id: z.string(),
  ephemeral: z._default(z.boolean(), false),
  parentThreadId: z._default(z.nullable(z.string()), null),
});
const turnError = z.looseObject({ message: z.string(), codexErrorInfo: z.optional(z.unknown()) });
const limit = z._default(
  z.nullable(z.looseObject({ usedPercent: z.number(), resetsAt: z._default(z.nullable(z.number()), null) })),
  null,
);

const READERS: Record<string, (params: unknown) => Heard | undefined> = {
  'thread/started': (params) => {
    const { thread: began } = z.looseObject({ thread }).parse(params);
    return { kind: 'thread-began', thread: began.id, isAside: isAside(began) };
  },
  'thread/status/changed': (params) => {
    const { threadId, status } = z
      .looseObject({ threadId: z.string(), status: z.looseObject({ type: z.string() }) })
      .parse(params);
    return { kind: 'thread-is', thread: threadId, status: status.type };
  },
  'turn/started': (params) => {
    const { threadId, turn } = z
      .looseObject({ threadId: z.string(), turn: z.looseObject({ id: z.string() }) })
      .parse(params);
    return { kind: 'turn-began', thread: threadId, turn: turn.id };
  },
  'item/started': (params) => {
    const { threadId, turnId, item: begun } = item.parse(params);
    const where = { thread: threadId, turn: turnId };
    if (begun.type === 'contextCompaction') return { kind: 'compaction', ...where };
    if (begun.type !== 'userMessage') return undefined;
    return { kind: 'prompt', ...where, text: promptText(begun.content) };
  },
  'item/completed': (params) => {
    const { threadId, turnId, item: whole } = item.parse(params);
    const where = { thread: threadId, turn: turnId };
    if (whole.type === 'agentMessage') return { kind: 'answer', ...where, text: whole.text };
    return TOOLS.has(whole.type) ? { kind: 'tool-ran', ...where } : undefined;
  },
  'thread/tokenUsage/updated': (params) => {
    const { threadId, turnId, tokenUsage } = z
      .looseObject({ ...inTurn, tokenUsage: z.looseObject({ total: tokens, last: tokens }) })
      .parse(params);
    return { kind: 'tokens', thread: threadId, turn: turnId, ...tokenUsage };
  },
  'account/rateLimits/updated': (params) => {
    const { rateLimits } = z
      .looseObject({ rateLimits: z.looseObject({ primary: limit, secondary: limit }) })
      .parse(params);
    const usedUp = [rateLimits.primary, rateLimits.secondary].filter((one) => (one?.usedPercent ?? 0) >= 100);
    const ends = usedUp.flatMap((one) => (one?.resetsAt ? [one.resetsAt * 1_000] : []));
    return { kind: 'limits', untilMs: ends.length > 0 ? Math.max(...ends) : null };
  },
  'serverRequest/resolved': (params) => {
    const { threadId, requestId } = z
      .looseObject({ threadId: z.string(), requestId: z.union([z.string(), z.number()]) })
      .parse(params);
    return { kind: 'answered', thread: threadId, request: requestId };
  },
  'turn/completed': (params) => {
    const { threadId, turn } = z
      .looseObject({
        threadId: z.string(),
        turn: z.looseObject({
          id: z.string(),
          status: z.string(),
          error: z._default(z.nullable(turnError), null),
        }),
      })
      .parse(params);
    const error = turn.error && { message: turn.error.message, codexErrorInfo: turn.error.codexErrorInfo };
    return { kind: 'turn-over', thread: threadId, turn: turn.id, status: turn.status, error };
  },
};

/** What a notification says; undefined when it does not concern us. Throws when it is not of the shape that we know. */
export const readNotification = ({ method, params }: Pick<Spoken, 'method' | 'params'>): Heard | undefined =>
  READERS[method]?.(params);

const threadAnswer = z.looseObject({
  thread: z.looseObject({ ...thread.shape, status: z.looseObject({ type: z.string() }) }),
});

/** A conversation as `thread/read` and `thread/resume` describe it. */
export function readThread(result: unknown): { isAside: boolean; isActive: boolean } {
  const { thread: read } = threadAnswer.parse(result);
  return { isAside: isAside(read), isActive: read.status.type === 'active' };
}

const isAside = ({ ephemeral, parentThreadId }: z.infer<typeof thread>): boolean =>
  ephemeral || parentThreadId !== null;

/** A prompt may come in several parts; images and the like have no text. */
const promptText = (content: unknown): string =>
  userInput
    .parse(content)
    .map(({ text }) => text)
    .join('');
