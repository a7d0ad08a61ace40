import { isoOf } from '../system/clock.ts';
import type { ClientEvent } from './client.ts';
import { resetTime } from './reset-time.ts';

type Failed = Extract<ClientEvent, { kind: 'failed' }>;

const NETWORK = /connection|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|timed? ?out|network|socket|stream/i;
const LOG_IN = /\/login/;
const SERVER = /API Error: 5\d\d|overloaded/i;

/**
 * Why Claude Code gave a turn up, from its StopFailure event. An overloaded model (529) and a broken server (500, 503)
 * both come as `server_error`, as does a lost connection: only the words tell them apart. A 429 comes as `rate_limit`,
 * and so does the limit of a subscription, which names the time at which it is over.
 */
export function claudeFailure(error: string, text: string, nowMs: number): Failed {
  const where = LOG_IN.test(text)
    ? " It is the agent's own window that is meant: ctrlg attach shows it."
    : '';
  const failed = (why: Failed['why'], untilMs?: number): Failed => ({
    kind: 'failed',
    error: (text || error) + where,
    why,
    until: untilMs === undefined ? null : isoOf(untilMs),
  });
  if (error === 'rate_limit') {
    const untilMs = resetTime(text, nowMs);
    return untilMs !== undefined || /hit your .*limit/i.test(text)
      ? failed('usage-limit', untilMs)
      : failed('rate-limit');
  }
  if (error === 'overloaded') return failed('overloaded');
  if (error !== 'server_error' && error !== 'unknown') return failed('other');
  if (SERVER.test(text)) return failed('overloaded');
  return failed(NETWORK.test(text) ? 'network' : 'other');
}
