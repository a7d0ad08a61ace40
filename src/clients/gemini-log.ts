import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What Gemini CLI's own log tells of the turn that it began last. */
export interface TurnLog {
  /** Epoch ms; undefined where its beginning is too far up. */
  readonly beganMs: number | undefined;
  /** When the hooks of its end were run, epoch ms; undefined while it is on, or was stopped. */
  readonly endedMs: number | undefined;
  /** Its model has refused, and is asked again by itself at this time (epoch ms). */
  readonly retry: { readonly why: string; readonly sinceMs: number; readonly atMs: number } | undefined;
}

const TAIL_BYTES = 64 * 1024;
const LINE = /^\[([^\]]+)\] \[\w+\] (.*)/;
const HOOKS_RUN = /^Created execution plan for (BeforeAgent|AfterAgent)\b/;
const REFUSED =
  /^Attempt \d+ failed(?:: (.*?)| with (.*?))?\. (?:Retrying after (\d+)ms|Max attempts reached|(Retrying with backoff))/;
/** What it does not tell is 30 s at most, and a third of it more. */
const BACKOFF_MS = 40_000;

/** Reads the end of the log (GEMINI_DEBUG_LOG_FILE); undefined where it tells of no turn. Never throws. */
export function turnLog(file: string): TurnLog | undefined {
  let endedMs: number | undefined;
  let retry: TurnLog['retry'];
  for (const line of tail(file).split('\n').reverse()) {
    const [, time = '', words = ''] = LINE.exec(line) ?? [];
    const atMs = Date.parse(time);
    if (Number.isNaN(atMs)) continue;
    const [, event] = HOOKS_RUN.exec(words) ?? [];
    if (event === 'AfterAgent' && endedMs !== undefined) break;
    if (event === 'AfterAgent') endedMs = atMs;
    if (event === 'BeforeAgent')
      return { beganMs: atMs, endedMs, retry: endedMs === undefined ? retry : undefined };
    retry ??= refusalIn(words, atMs);
  }
  if (endedMs !== undefined) return { beganMs: undefined, endedMs, retry: undefined };
  return retry && { beganMs: undefined, endedMs, retry };
}

function refusalIn(words: string, sinceMs: number): TurnLog['retry'] {
  const [refused, message, status, delayMs = '0', backoff] = REFUSED.exec(words) ?? [];
  if (!refused) return undefined;
  const why = message || `Its model refuses${status ? ` (${status})` : ''}`;
  return { why, sinceMs, atMs: sinceMs + (backoff ? BACKOFF_MS : Number(delayMs)) };
}

/** What the log tells of the client's start. */
export interface StartLog {
  /** It runs no hooks in a folder that is not trusted. Taken to be so where there is no log. */
  readonly runsHooks: boolean;
  /** Why nobody is logged in, in its words. */
  readonly notLoggedIn: string | undefined;
}

const HEAD_BYTES = 256 * 1024;
const LOGIN = /^\[[^\]]+\] \[\w+\] (?:Error authenticating: (?:Error: )?(.*)|Authenticated via )/gm;

/** Reads the beginning of the log. Never throws. */
export function startLog(file: string): StartLog {
  const head = piece(file, () => 0, HEAD_BYTES);
  return {
    runsHooks: head === '' || head.includes('] Created execution plan for '),
    notLoggedIn: [...head.matchAll(LOGIN)].at(-1)?.[1],
  };
}

const tail = (file: string): string => piece(file, (size) => Math.max(0, size - TAIL_BYTES), TAIL_BYTES);

function piece(file: string, startOf: (size: number) => number, mostBytes: number): string {
  try {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const bytes = Buffer.alloc(Math.min(size, mostBytes));
      return bytes.toString('utf8', 0, readSync(handle, bytes, 0, bytes.length, startOf(size)));
    } finally {
      closeSync(handle);
    }
  } catch {
    return '';
  }
}
