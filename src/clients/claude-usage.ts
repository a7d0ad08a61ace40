import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import * as z from 'zod/mini';
import { parseJson } from '../system/parse-json.ts';
import type { Usage } from './client.ts';

const count = z._default(z.number(), 0);
const entry = z.looseObject({
  type: z.string(),
  promptId: z.optional(z.string()),
  message: z.optional(
    z.looseObject({
      id: z.optional(z.string()),
      usage: z.optional(
        z.looseObject({
          input_tokens: count,
          output_tokens: count,
          cache_creation_input_tokens: count,
          cache_read_input_tokens: count,
        }),
      ),
    }),
  ),
});
type Entry = z.infer<typeof entry>;

const FIRST_PIECE_BYTES = 256 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * What the turns from one prompt to another took, from the end of a conversation's file; undefined when they do not stand
 * there. A message stands there once for each of its blocks, and an input that came from the cache counts as input.
 * Claude Code writes no price, and each line up to 110 ms after the event that it belongs to.
 */
export function claudeUsage(
  file: string,
  { firstTurn, lastTurn }: { firstTurn: string; lastTurn: string },
): Usage | undefined {
  const messages = messagesOf(tailFrom(file, firstTurn), firstTurn, lastTurn);
  if (messages.size === 0) return undefined;
  let tokensIn = 0;
  let tokensOut = 0;
  for (const usage of messages.values()) {
    tokensIn += usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
    tokensOut += usage.output_tokens;
  }
  return { tokensIn, tokensOut, costUsd: null };
}

type MessageUsage = NonNullable<NonNullable<Entry['message']>['usage']>;

function messagesOf(lines: string[], firstTurn: string, lastTurn: string): Map<string, MessageUsage> {
  const messages = new Map<string, MessageUsage>();
  let turn: string | undefined;
  let isOver = false;
  for (const line of lines) {
    const { success, data } = entry.safeParse(parseJson(line));
    if (!success) continue;
    if (data.type === 'user' && data.promptId !== undefined && data.promptId !== turn) {
      isOver ||= turn === lastTurn;
      if (turn !== undefined || data.promptId === firstTurn) turn = data.promptId;
    }
    const { id, usage } = data.message ?? {};
    if (turn !== undefined && !isOver && data.type === 'assistant' && id && usage) messages.set(id, usage);
  }
  return messages;
}

/** The last lines of a file, as many as it takes to find a word in them; none when it is not there or too far back. */
function tailFrom(file: string, word: string): string[] {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    for (let bytes = FIRST_PIECE_BYTES; ; bytes *= 4) {
      const length = Math.min(bytes, size, MOST_BYTES);
      const piece = Buffer.alloc(length);
      readSync(handle, piece, 0, length, size - length);
      const at = piece.indexOf(word);
      // The line that the word stands in begins before it.
      const start = at < 0 ? -1 : piece.lastIndexOf(10, at) + 1;
      if (start > 0 || (start === 0 && length === size)) return piece.toString('utf8', start).split('\n');
      if (length === size || length === MOST_BYTES) return [];
    }
  } finally {
    closeSync(handle);
  }
}
