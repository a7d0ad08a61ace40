import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLog, turnLog } from '../../src/clients/gemini-log.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-log-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (second: number) => `2026-11-21T17:32:${String(second).padStart(2, '0')}.000Z`;
const ms = (second: number) => Date.parse(at(second));
const ran = (second: number, event: string) =>
  `[${at(second)}] [DEBUG] Created execution plan for ${event}: 1 hook(s) to execute in parallel`;
const refused = (second: number, rest: string) => `[${at(second)}] [WARN] Attempt 2 failed: ${rest}`;
const read = (...lines: string[]) => {
  writeFileSync(join(root, 'debug.log'), `${lines.join('\n')}\n`);
  return turnLog(join(root, 'debug.log'));
};

describe('what Gemini CLI’s own log tells of its last turn', () => {
  it('is when it began, while it is on', () => {
    expect(read(ran(1, 'BeforeAgent'), '\tat a stack trace', ran(2, 'AfterTool'))).toEqual({
      beganMs: ms(1),
      endedMs: undefined,
      retry: undefined,
    });
  });

  it('is when the hooks of its end were run', () => {
    expect(read(ran(1, 'BeforeAgent'), ran(5, 'AfterAgent'))).toMatchObject({
      beganMs: ms(1),
      endedMs: ms(5),
    });
  });

  it('is of the turn that was begun last', () => {
    const lines = [ran(1, 'BeforeAgent'), ran(2, 'AfterAgent'), ran(5, 'BeforeAgent')];
    expect(read(...lines)).toMatchObject({ beganMs: ms(5), endedMs: undefined });
  });

  it('is the last refusal of its model, and when it is asked again', () => {
    const lines = [
      refused(2, 'slow down. Retrying after 5000ms...'),
      refused(7, 'busy. Retrying after 9000ms...'),
    ];
    expect(read(ran(1, 'BeforeAgent'), ...lines)?.retry).toEqual({
      why: 'busy',
      sinceMs: ms(7),
      atMs: ms(16),
    });
  });

  it('is a refusal after which it begins to count anew', () => {
    expect(read(ran(1, 'BeforeAgent'), refused(2, 'busy. Max attempts reached'))?.retry).toEqual({
      why: 'busy',
      sinceMs: ms(2),
      atMs: ms(2),
    });
  });

  it.each([
    ['with status 503. Retrying with backoff... ApiError: {', 'Its model refuses (status 503)'],
    ['. Retrying with backoff... Error: socket hang up', 'Its model refuses'],
  ])('is a refusal that does not tell when it is asked again: %s', (rest, why) => {
    const line = `[${at(2)}] [WARN] Attempt 1 failed${rest.startsWith('.') ? '' : ' '}${rest}`;
    expect(read(ran(1, 'BeforeAgent'), line)?.retry).toEqual({ why, sinceMs: ms(2), atMs: ms(2) + 40_000 });
  });

  it('is no refusal of a turn that is over', () => {
    const lines = [ran(1, 'BeforeAgent'), refused(2, 'busy. Max attempts reached'), ran(3, 'AfterAgent')];
    expect(read(...lines)?.retry).toBeUndefined();
  });

  it('is what stands in its last 64 KB', () => {
    const noise = Array.from({ length: 2_000 }, () => `[${at(3)}] [DEBUG] ${'x'.repeat(80)}`);
    expect(read(ran(1, 'BeforeAgent'), ...noise)).toBeUndefined();
    expect(read(ran(1, 'BeforeAgent'), ...noise, ran(4, 'AfterAgent'))).toMatchObject({ endedMs: ms(4) });
  });

  it('is nothing where there is no log, or nothing of a turn in it', () => {
    expect(turnLog(join(root, 'none'))).toBeUndefined();
    expect(read('', 'no time', `[soon] [DEBUG] Created execution plan for AfterAgent`)).toBeUndefined();
  });
});

describe('what Gemini CLI’s own log tells of its start', () => {
  const started = (...lines: string[]) => {
    read(...lines);
    return startLog(join(root, 'debug.log'));
  };
  const failed = `[${at(1)}] [ERROR] Error authenticating: Error: you must specify the GEMINI_API_KEY\n    at main`;
  const loggedIn = (second: number) => `[${at(second)}] [LOG] Authenticated via "gemini-api-key".`;

  it('is that it runs hooks, once it has run any', () => {
    expect(started(loggedIn(1))).toEqual({ runsHooks: false, notLoggedIn: undefined });
    expect(started(loggedIn(1), ran(2, 'SessionStart'))).toEqual({ runsHooks: true, notLoggedIn: undefined });
  });

  it('is why nobody is logged in, until somebody is', () => {
    expect(started(failed)).toMatchObject({ notLoggedIn: 'you must specify the GEMINI_API_KEY' });
    expect(started(loggedIn(1), failed)).toMatchObject({
      notLoggedIn: 'you must specify the GEMINI_API_KEY',
    });
    expect(started(failed, loggedIn(2))).toMatchObject({ notLoggedIn: undefined });
  });

  it('is nothing to rest on where there is no log', () => {
    expect(startLog(join(root, 'none'))).toEqual({ runsHooks: true, notLoggedIn: undefined });
  });
});
