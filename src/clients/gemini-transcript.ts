import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Usage } from './client.ts';

/** How the last thing that a conversation's file tells of has ended. */
export type LastSign =
  | { readonly kind: 'answered'; readonly atMs: number; readonly text: string }
  | { readonly kind: 'failed'; readonly atMs: number; readonly error: string }
  | { readonly kind: 'cancelled'; readonly atMs: number }
  | { readonly kind: 'compacted'; readonly atMs: number };

const count = z._default(z.number(), 0);
const entry = z.looseObject({
  id: z.string(),
  type: z.string(),
  timestamp: z.string(),
  toolCalls: z.nullish(z.array(z.unknown())),
  content: z.unknown(),
  /** Only what a model has just said names it: after an interruption Gemini CLI writes all of the conversation again. */
  model: z.optional(z.string()),
  tokens: z.nullish(z.looseObject({ input: count, output: count, thoughts: count, tool: count })),
});
type Entry = z.infer<typeof entry>;

const FIRST_PIECE_BYTES = 256 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;
/** What stands there when a person has pressed Esc, or has refused a permission. */
const CANCELLED = /^(Request|User) cancelled/;

/**
 * What stands last in the file of a conversation: an answer of the model, an error that ended the turn, or that a person has
 * stopped it. Undefined where nothing of it is told. Throws when the file cannot be read.
 */
export function lastSign(file: string): LastSign | undefined {
  for (const line of linesFromTheEnd(file)) {
    const read = readEntry(line);
    const sign = read && signOf(read);
    if (sign) return sign;
  }
  return undefined;
}

function signOf({ type, timestamp, content, model }: Entry): LastSign | undefined {
  const atMs = Date.parse(timestamp);
  const text = typeof content === 'string' ? content : '';
  if (type === 'gemini' && model !== undefined) return { kind: 'answered', atMs, text };
  if (type === 'error') return { kind: 'failed', atMs, error: text };
  if (type === 'info' && CANCELLED.test(text)) return { kind: 'cancelled', atMs };
  // A compaction leaves an entry without a text.
  return type === 'info' && text === '' ? { kind: 'compacted', atMs } : undefined;
}

/**
 * Since when the model has been asked, and has not been heard since (epoch ms): the last thing told of is a prompt, or tools
 * that have run. Undefined where it is something else.
 */
export function askedSince(file: string): number | undefined {
  for (const line of linesFromTheEnd(file)) {
    const read = readEntry(line);
    if (!read) continue;
    const isTools = read.type === 'gemini' && (read.toolCalls?.length ?? 0) > 0;
    return read.type === 'user' || isTools ? Date.parse(read.timestamp) : undefined;
  }
  return undefined;
}

/**
 * What the answers between two moments took; undefined where there are none. An answer that uses a tool stands there twice,
 * and what came from the cache counts as input. Gemini CLI writes no price.
 */
export function geminiUsage(
  file: string,
  { firstTurn, lastTurn }: { firstTurn: string; lastTurn: string },
): Usage | undefined {
  const taken = new Map<string, NonNullable<Entry['tokens']>>();
  for (const line of linesFromTheEnd(file)) {
    const read = readEntry(line);
    if (read && read.timestamp < firstTurn) break;
    if (read?.model && read.tokens && read.timestamp <= lastTurn) taken.set(read.id, read.tokens);
  }
  if (taken.size === 0) return undefined;
  const all = [...taken.values()];
  return {
    tokensIn: all.reduce((sum, { input, tool }) => sum + input + tool, 0),
    tokensOut: all.reduce((sum, { output, thoughts }) => sum + output + thoughts, 0),
    costUsd: null,
  };
}

/** The id by which a conversation can be resumed: that of its file. Gemini CLI's own changes when it falls back to another model. */
export function conversationIdIn(file: string): string | undefined {
  try {
    const handle = openSync(file, 'r');
    try {
      const piece = Buffer.alloc(4_096);
      const text = piece.toString('utf8', 0, readSync(handle, piece, 0, piece.length, 0));
      return /^\{"sessionId":"([^"]+)"/.exec(text)?.[1];
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}

/** Lines that set the conversation's fields hold no entry, and may hold the whole of it. */
function readEntry(line: string): Entry | undefined {
  if (!line.startsWith('{"id"')) return undefined;
  try {
    return entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** A file's lines, the last one first, as far back as 16 MB. */
function* linesFromTheEnd(file: string): Generator<string> {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    let rest: Buffer = Buffer.alloc(0);
    let pieceBytes = FIRST_PIECE_BYTES;
    for (let end = size; end > 0 && size - end < MOST_BYTES; pieceBytes *= 4) {
      const start = Math.max(0, end - pieceBytes);
      const piece = Buffer.alloc(end - start);
      readSync(handle, piece, 0, piece.length, start);
      const lines = splitLines(Buffer.concat([piece, rest]));
      // The first one may begin in the piece before.
      rest = start > 0 ? lines.shift()! : Buffer.alloc(0);
      for (const line of lines.reverse()) yield line.toString('utf8');
      end = start;
    }
  } finally {
    closeSync(handle);
  }
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return [...lines, bytes.subarray(start)];
}
