import { isoOf } from '../system/clock.ts';
import type { ClientEvent } from './client.ts';

type Failed = Extract<ClientEvent, { kind: 'failed' }>;

/** How Codex gave a turn up: its words, and its kind of error, which may hold the status of the API's answer. */
export interface CodexFailure {
  readonly message: string;
  readonly codexErrorInfo: unknown;
  /** When a limit of the person's plan that is used up is over (ms since the epoch), where Codex has said so. */
  readonly limitUntilMs: number | null;
}

const WORDS: Record<string, Failed['why']> = {
  serverOverloaded: 'overloaded',
  internalServerError: 'overloaded',
  policyCapacityUnavailable: 'overloaded',
  flexUnavailable: 'overloaded',
  rateLimitExceeded: 'rate-limit',
  usageLimitExceeded: 'usage-limit',
};

/** Of a connection that fails before anything is answered, Codex has no word but these. */
const NETWORK =
  /stream disconnected|stream closed|network error|error sending request|connection|timed? ?out/i;

export function codexFailure({ message, codexErrorInfo, limitUntilMs }: CodexFailure): Failed {
  const why = whyOf(message, codexErrorInfo);
  const untilMs = why === 'usage-limit' ? limitUntilMs : null;
  return { kind: 'failed', error: plain(message), why, until: untilMs === null ? null : isoOf(untilMs) };
}

function whyOf(message: string, info: unknown): Failed['why'] {
  const { word, status } = kindOf(info);
  const known = WORDS[word];
  if (known) return known;
  if (status === 429) return 'rate-limit';
  if (status !== undefined && status >= 500) return 'overloaded';
  // An answer with any other status is no trouble of the network's: a wrong key, a model that is not there.
  if (status !== undefined) return 'other';
  return NETWORK.test(message) ? 'network' : 'other';
}

function kindOf(info: unknown): { word: string; status: number | undefined } {
  if (typeof info === 'string') return { word: info, status: undefined };
  const [word = '', detail] = Object.entries(info ?? {})[0] ?? [];
  const status = (detail as { httpStatusCode?: unknown } | null)?.httpStatusCode;
  return { word, status: typeof status === 'number' ? status : undefined };
}

/** An error of the API may come as its JSON. */
function plain(message: string): string {
  try {
    const { error } = JSON.parse(message) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : message;
  } catch {
    return message;
  }
}
