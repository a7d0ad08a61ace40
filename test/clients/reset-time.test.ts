import { describe, expect, it } from 'vitest';
import { resetTime } from '../../src/clients/reset-time.ts';
import { isoOf } from '../../src/system/clock.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const at = (text: string, nowMs = NOON) => {
  const ms = resetTime(text, nowMs);
  return ms === undefined ? undefined : isoOf(ms);
};

describe('the time at which a limit is over', () => {
  it.each([
    ['today', "You've hit your 5-hour limit · resets 1:45pm (UTC)", '2026-11-21T13:45:59.000Z'],
    ['today, by the hour', 'resets 3pm (UTC)', '2026-11-21T15:00:59.000Z'],
    ['at noon', 'resets 12pm (UTC)', '2026-11-21T12:00:59.000Z'],
    ['at midnight, the next day', 'resets 12am (UTC)', '2026-11-22T00:00:59.000Z'],
    ['tomorrow, when it is over for today', 'resets 11:59am (UTC)', '2026-11-22T11:59:59.000Z'],
    ['on a day', 'resets Nov 25, 1:45pm (UTC)', '2026-11-25T13:45:59.000Z'],
    ['in the next year', 'resets Jan 2, 8am (UTC)', '2027-01-02T08:00:59.000Z'],
    ['in a zone', 'resets 3pm (Europe/Berlin)', '2026-11-21T14:00:59.000Z'],
    ['in a zone of half hours', 'resets 6:30pm (Asia/Kolkata)', '2026-11-21T13:00:59.000Z'],
    ['in a zone where it is another day', 'resets 3am (Pacific/Auckland)', '2026-11-21T14:00:59.000Z'],
  ])('is %s: %s', (_, text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it('is one of this machine’s clocks where no zone is named', () => {
    expect(at('resets 3pm')).toMatch(/:00:59\.000Z$/);
  });

  it.each(['', 'API Error: Request rejected (429)', 'it resets soon', 'resets 3pm (Nowhere/Land)'])(
    'is not in: %j',
    (text) => {
      expect(at(text)).toBeUndefined();
    },
  );
});
