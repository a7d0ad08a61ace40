import type { ClientEvent, FailureKind } from '../../clients/client.ts';
import { isoOf } from '../../system/clock.ts';
import type { ApiError, Retry } from './api-types.ts';

type Failed = Extract<ClientEvent, { kind: 'failed' }>;

const LIMIT = /usage.?limit|limit reached|usage exceeded|quota/i;
const RATE = /rate.?limit|too many requests|too_many_requests|\b429\b/i;
const OVERLOADED = /overloaded|unavailable|at capacity|exhausted|server.?error|internal.?error|\b5\d\d\b/i;
const NETWORK =
  /connection|unable to connect|socket|network|timed? ?out|fetch failed|terminated|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|getaddrinfo/i;

const NO_LOGIN = 'ProviderAuthError';
const LOG_IN = 'log in with: opencode auth login, or /connect in its window';

/** Why opencode gave a turn up: the `error` of its last message, or of a `session.error`. It names no time but in a header. */
export function failureOf({ name, data }: ApiError, nowMs: number): Failed {
  const { statusCode, message = name, responseBody = '', responseHeaders } = data;
  const error = statusCode === undefined ? message : `API Error: ${statusCode} ${message}`;
  const seconds = Number.parseFloat(String(responseHeaders?.['retry-after']));
  if (LIMIT.test(`${message} ${responseBody}`) && statusCode === 429)
    return failed(error, 'usage-limit', Number.isNaN(seconds) ? undefined : nowMs + seconds * 1_000);
  if (statusCode === 429) return failed(error, 'rate-limit');
  if (statusCode === 401 || name === NO_LOGIN) return failed(`${error} (${LOG_IN})`, 'other');
  if (statusCode !== undefined) return failed(error, statusCode >= 500 ? 'overloaded' : 'other');
  return failed(error, kindByWords(message));
}

/** A wait between two attempts at the model that is not waited for: ctrlg tries again itself, at its time. */
export function failureOfRetry({ message, next }: Retry, isLong: boolean): Failed {
  if (isLong) return failed(message, 'usage-limit', next);
  const kind = kindByWords(message);
  // opencode tries nothing again but what passes.
  return failed(`API Error: ${message}`, kind === 'other' ? 'overloaded' : kind);
}

function kindByWords(words: string): FailureKind {
  if (RATE.test(words)) return 'rate-limit';
  if (OVERLOADED.test(words)) return 'overloaded';
  return NETWORK.test(words) ? 'network' : 'other';
}

const failed = (error: string, why: FailureKind, untilMs?: number): Failed => ({
  kind: 'failed',
  error,
  why,
  until: untilMs === undefined ? null : isoOf(untilMs),
});
