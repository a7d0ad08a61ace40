import { describe, expect, it } from 'vitest';
import { failureOf, failureOfRetry } from '../../../src/connectors/opencode/failure.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const why = (data: Record<string, unknown>, name = 'APIError') => failureOf({ name, data }, NOW).why;

describe('why opencode gave a turn up', () => {
  it('is told by the status of the model’s API, with its words', () => {
    const { error } = failureOf({ name: 'APIError', data: { statusCode: 529, message: 'Overloaded' } }, NOW);
    expect(error).toBe('API Error: 529 Overloaded');
    expect(why({ statusCode: 529, message: 'Overloaded' })).toBe('overloaded');
    expect(why({ statusCode: 503, message: 'no' })).toBe('overloaded');
    expect(why({ statusCode: 429, message: 'Too many requests' })).toBe('rate-limit');
    expect(why({ statusCode: 400, message: 'the stream of words is bad' })).toBe('other');
    expect(why({ statusCode: 401, message: 'no such key' })).toBe('other');
  });

  it('is the network where there is no status', () => {
    expect(why({ message: 'Connection reset by server', isRetryable: true })).toBe('network');
    expect(why({ message: 'Unable to connect. Is the computer able to access the url?' })).toBe('network');
    expect(why({ message: 'Model not found: stub/none' }, 'UnknownError')).toBe('other');
  });

  it('is a limit of the person’s plan, until the time that a header names', () => {
    const data = {
      statusCode: 429,
      message: 'Weekly usage limit reached.',
      responseHeaders: { 'retry-after': '7200' },
    };
    expect(failureOf({ name: 'APIError', data }, NOW)).toMatchObject({
      why: 'usage-limit',
      until: '2026-11-21T14:00:00.000Z',
    });
  });

  it('is that nobody is logged in, with where to log in', () => {
    const words = 'log in with: opencode auth login, or /connect in its window';
    const refused = { name: 'APIError', data: { statusCode: 401, message: 'no such key' } };
    expect(failureOf(refused, NOW).error).toBe(`API Error: 401 no such key (${words})`);
    const missing = { name: 'ProviderAuthError', data: { message: 'No key for stub' } };
    expect(failureOf(missing, NOW)).toMatchObject({ error: `No key for stub (${words})`, why: 'other' });
  });

  it('has a name where it has no words', () => {
    expect(failureOf({ name: 'MessageOutputLengthError', data: {} }, NOW).error).toBe(
      'MessageOutputLengthError',
    );
  });
});

describe('a wait of opencode’s own that ctrlg takes over', () => {
  const retry = (message: string) =>
    ({ type: 'retry', attempt: 1, message, next: NOW + 5 * 3_600_000 }) as const;

  it('is of the kind that its words tell, and an overload where they tell nothing', () => {
    expect(failureOfRetry(retry('Provider is overloaded'), false).why).toBe('overloaded');
    expect(failureOfRetry(retry('Too Many Requests'), false).why).toBe('rate-limit');
    expect(failureOfRetry(retry('Connection reset by server'), false).why).toBe('network');
    expect(failureOfRetry(retry('hm'), false)).toMatchObject({ why: 'overloaded', until: null });
  });

  it('is a limit when it would last long: the task is parked until then', () => {
    expect(failureOfRetry(retry('Usage limit reached'), true)).toMatchObject({
      why: 'usage-limit',
      until: '2026-11-21T17:00:00.000Z',
    });
  });
});
