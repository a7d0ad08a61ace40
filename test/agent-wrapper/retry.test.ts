import { describe, expect, it } from 'vitest';
import { goOnText, startOverText } from '../../src/agent-wrapper/go-on.ts';
import { backoffMs, type Trouble, verdictOn } from '../../src/agent-wrapper/retry.ts';
import { isoOf } from '../../src/system/clock.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR_MS = 3_600_000;
const moment = { nowMs: NOW, random: 1, leaveMs: 0 };
const trouble = (why: Trouble['why'], untilMs?: number): Trouble => ({
  why,
  error: 'in the client’s words',
  until: untilMs === undefined ? null : isoOf(untilMs),
});
const verdict = (one: Trouble, attempts = 1, more = {}) =>
  verdictOn(one, { attempts, retries: 2 }, { ...moment, ...more });

describe('a turn that failed', () => {
  it.each([
    ['overloaded', 'overloaded'],
    ['rate-limit', 'rate limit'],
    ['network', 'connection lost'],
  ] as const)('is tried again after a while: %s', (why, words) => {
    expect(verdict(trouble(why))).toEqual({ kind: 'again', atMs: NOW + 2_000, why: words });
  });

  it('is given up when it is not of a kind that passes, in the client’s words', () => {
    expect(verdict(trouble('other'))).toEqual({ kind: 'give-up', reason: 'in the client’s words' });
  });

  it('is given up when its retries are used up, and says how often it was tried', () => {
    expect(verdict(trouble('overloaded'), 2).kind).toBe('again');
    const reason = 'in the client’s words (tried 3 times)';
    expect(verdict(trouble('overloaded'), 3)).toEqual({ kind: 'give-up', reason });
    expect(verdict(trouble('usage-limit', NOW + HOUR_MS), 3)).toEqual({ kind: 'give-up', reason });
  });

  it('is never tried again where the task wants no retries', () => {
    const tries = { attempts: 1, retries: 0 };
    expect(verdictOn(trouble('network'), tries, moment)).toEqual({
      kind: 'give-up',
      reason: 'in the client’s words',
    });
  });
});

describe('a usage limit', () => {
  it('parks the task until the time that the client named', () => {
    const result = verdict(trouble('usage-limit', NOW + HOUR_MS));
    expect(result).toMatchObject({ kind: 'again', atMs: NOW + HOUR_MS });
    expect(result).toHaveProperty('why', expect.stringMatching(/^usage limit until \d\d:\d\d$/));
  });

  it('names the day as well when it lasts until another one', () => {
    const result = verdict(trouble('usage-limit', NOW + 23 * HOUR_MS));
    expect(result).toHaveProperty('why', expect.stringMatching(/^usage limit until 2\d Nov, \d\d:\d\d$/));
  });

  it('leaves a client that goes on by itself the time to do so', () => {
    const result = verdict(trouble('usage-limit', NOW + HOUR_MS), 1, { leaveMs: 60_000 });
    expect(result).toHaveProperty('atMs', NOW + HOUR_MS + 60_000);
  });

  it('that is over already is no reason to wait', () => {
    expect(verdict(trouble('usage-limit', NOW - 1))).toHaveProperty('atMs', NOW);
  });

  it('without an end is looked at again after a quarter of an hour', () => {
    const result = { kind: 'again', atMs: NOW + HOUR_MS / 4, why: 'usage limit' };
    expect(verdict(trouble('usage-limit'))).toEqual(result);
  });

  it('that lasts for days ends the task', () => {
    expect(verdict(trouble('usage-limit', NOW + 25 * HOUR_MS)).kind).toBe('give-up');
  });
});

describe('the wait before a retry', () => {
  it('doubles from two seconds to two minutes', () => {
    expect([1, 2, 3, 6, 7, 8, 500].map((attempts) => backoffMs(attempts, 1))).toEqual([
      2_000, 4_000, 8_000, 64_000, 120_000, 120_000, 120_000,
    ]);
  });

  it('takes between a half and the whole of it, so that many agents do not come at once', () => {
    expect([0, 0.5, 1].map((random) => backoffMs(2, random))).toEqual([2_000, 3_000, 4_000]);
  });
});

describe('what asks an agent to go on', () => {
  it('says why, and names the task by its first line only', () => {
    expect(goOnText('overloaded', '\nFix the parser\nin every file\n')).toBe(
      'Your last turn was cut off (overloaded). Go on with the task from where it stopped: Fix the parser',
    );
    expect(goOnText('x', 'a'.repeat(500))).toMatch(/: a{199}…$/);
  });

  it('holds the whole task where the conversation is gone', () => {
    expect(startOverText('x', 'one\ntwo')).toMatch(/cut off \(x\).*\n\none\ntwo$/);
  });
});
