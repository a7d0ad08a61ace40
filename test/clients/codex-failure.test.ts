import { expect, it } from 'vitest';
import { codexFailure } from '../../src/clients/codex-failure.ts';

const LIMIT_MS = Date.UTC(2026, 10, 21, 17, 9);

/** As a real Codex 0.169.0 has told them. */
it.each([
  ['serverOverloaded', 'Selected model is at capacity. Please try a different model.', 'overloaded'],
  ['internalServerError', 'We’re currently experiencing high demand', 'overloaded'],
  [{ httpConnectionFailed: { httpStatusCode: 529 } }, 'unexpected status 529: Overloaded', 'overloaded'],
  [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, 'exceeded retry limit', 'rate-limit'],
  [{ httpConnectionFailed: { httpStatusCode: 401 } }, 'unexpected status 401 Unauthorized', 'other'],
  ['other', 'stream disconnected before completion: Transport error: network error', 'network'],
  ['other', '{"error":{"message":"the model refused"}}', 'other'],
  ['contextWindowExceeded', 'Codex ran out of room', 'other'],
  [undefined, 'a connection timed out', 'network'],
] as const)('%j with "%s" is %s', (codexErrorInfo, message, why) => {
  expect(codexFailure({ message, codexErrorInfo, limitUntilMs: LIMIT_MS })).toMatchObject({
    why,
    until: null,
  });
});

it('a usage limit ends when Codex said so, and at an unknown time otherwise', () => {
  const limit = { message: 'You’ve hit your usage limit.', codexErrorInfo: 'usageLimitExceeded' };
  expect(codexFailure({ ...limit, limitUntilMs: LIMIT_MS })).toMatchObject({
    why: 'usage-limit',
    until: '2026-11-21T17:09:00.000Z',
  });
  expect(codexFailure({ ...limit, limitUntilMs: null })).toMatchObject({ why: 'usage-limit', until: null });
});

it('the API’s own words are taken out of its JSON', () => {
  const message = '{"error":{"message":"the model refused","type":"invalid_request_error"}}';
  expect(codexFailure({ message, codexErrorInfo: 'other', limitUntilMs: null }).error).toBe(
    'the model refused',
  );
});
