import type { ClientEvent, FailureKind } from './client.ts';

type Failed = Extract<ClientEvent, { kind: 'failed' }>;

const RULES: readonly (readonly [RegExp, FailureKind])[] = [
  [/"code":\s*429\b|RESOURCE_EXHAUSTED|rate limit|too many requests/i, 'rate-limit'],
  [/"code":\s*5\d\d\b|UNAVAILABLE|overloaded|high demand/i, 'overloaded'],
  [
    /terminated|fetch failed|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|socket|network|stream|incomplete json|timed? ?out/i,
    'network',
  ],
];

/** Why Gemini CLI gave a turn up, from the words that it left in the conversation's file. It names no time for anything. */
export function geminiFailure(words: string): Failed {
  const why = RULES.find(([sign]) => sign.test(words))?.[1] ?? 'other';
  return { kind: 'failed', error: plainWords(words), why, until: null };
}

/** `[API Error: {"error":{"code":400,"message":"…"}}]` is what it shows; the message is what it means. */
function plainWords(words: string): string {
  const [, message] = /"message":\s*("(?:[^"\\]|\\.)*")/.exec(words) ?? [];
  const [, code] = /"code":\s*(\d+)/.exec(words) ?? [];
  if (!message) return words.replace(/^\[|\]$/g, '');
  return `API Error: ${code ? `${code} ` : ''}${JSON.parse(message)}`;
}
