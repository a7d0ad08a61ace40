import type { Usage } from '../../clients/client.ts';
import type { ApiError, Message, Session } from './api-types.ts';

/** A prompt as the session has it. */
export interface Prompt {
  readonly id: string;
  readonly text: string;
}

/**
 * How a turn stands when its session is idle:
 *
 *     open         its last message is not complete yet: the end is still being written
 *     interrupted  somebody took it back, or refused what it asked for
 */
export type TurnEnd =
  | { readonly kind: 'open' }
  | { readonly kind: 'stopped'; readonly text: string }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'interrupted' };

/** The newest prompt after a message; what opencode itself has put in (a compaction, "continue") is none. Some commands go to a helper. */
export function newestPrompt(messages: readonly Message[], afterId: string): Prompt | undefined {
  for (const { info, parts } of [...messages].reverse()) {
    if (info.role !== 'user' || info.id <= afterId) continue;
    const own = parts.filter(({ type, synthetic }) => (type === 'text' && !synthetic) || type === 'subtask');
    if (own.length > 0) return { id: info.id, text: own.map(({ text, prompt }) => text || prompt).join('') };
  }
  return undefined;
}

/** How the turn that a prompt began has ended, from the last messages of its session. */
export function endOfTurn(messages: readonly Message[], promptId: string): TurnEnd {
  const replies = messages.filter(({ info }) => info.role === 'assistant' && info.id > promptId);
  const last = replies.at(-1);
  if (!last || last.info.time.completed === undefined) return { kind: 'open' };
  const { error } = last.info;
  if (error)
    return error.name === 'MessageAbortedError' ? { kind: 'interrupted' } : { kind: 'failed', error };
  const final = replies.findLast(({ info }) => info.summary !== true);
  // An abort between two attempts at the model leaves no word, and a refused permission ends it at the tool.
  if (!final || final.info.finish === undefined || final.info.finish === 'tool-calls')
    return { kind: 'interrupted' };
  return { kind: 'stopped', text: textOf(final) };
}

/** Whether a tool has run, or failed, since a prompt. */
export const hasWorked = (messages: readonly Message[], promptId: string): boolean =>
  messages.some(
    ({ info, parts }) =>
      info.id > promptId &&
      parts.some(({ state }) => state?.status === 'completed' || state?.status === 'error'),
  );

/** What came before a stream was cut stays in the message, without an end. */
const textOf = ({ parts }: Message): string =>
  parts
    .filter(({ type, time, text }) => type === 'text' && time?.end !== undefined && text !== '')
    .map(({ text }) => text)
    .join('\n\n');

/** What sessions, or steps, have taken; an input that came from the cache counts as input. */
export function spentOf(takers: readonly Taker[]): Spent {
  const spent = { tokensIn: 0, tokensOut: 0, costUsd: 0 };
  for (const { tokens, cost } of takers) {
    spent.tokensIn += tokens.input + tokens.cache.read + tokens.cache.write;
    spent.tokensOut += tokens.output + tokens.reasoning;
    spent.costUsd += cost;
  }
  return spent;
}

type Taker = Pick<Session, 'tokens' | 'cost'>;

export type Spent = { tokensIn: number; tokensOut: number; costUsd: number };

/** What the turn of a prompt has taken by itself. */
export const spentSince = (messages: readonly Message[], promptId: string): Spent =>
  spentOf(messages.filter(({ info }) => info.id > promptId).flatMap(({ parts }) => parts));

/** With what its helpers took meanwhile. */
export const usageOf = (own: Spent, helpers: { readonly before: Spent; readonly now: Spent }): Usage => ({
  tokensIn: own.tokensIn + helpers.now.tokensIn - helpers.before.tokensIn,
  tokensOut: own.tokensOut + helpers.now.tokensOut - helpers.before.tokensOut,
  // Sums of small fractions: what is beyond a billionth of a dollar is the machine's own.
  costUsd: Math.round((own.costUsd + helpers.now.costUsd - helpers.before.costUsd) * 1e9) / 1e9,
});
