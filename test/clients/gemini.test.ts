import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gemini } from '../../src/clients/gemini.ts';
import { agentPlaces } from '../../src/project/places.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-gemini-'));
  mkdirSync(chats(), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const places = () => agentPlaces(root, 'planning');
const chats = () => join(places().folder, 'gemini/.gemini/tmp/my-project/chats');
const transcript = () => join(chats(), 'session-1.jsonl');
const iso = (ageMs: number) => new Date(Date.now() - ageMs).toISOString();
const entry = (type: string, content: unknown, ageMs: number, more: object = {}) =>
  JSON.stringify({ id: type, timestamp: iso(ageMs), type, content, ...more });
const write = (...lines: string[]) =>
  writeFileSync(transcript(), ['{"sessionId":"c-1"}', ...lines, ''].join('\n'));
const answer = (text: string, ageMs = 100) => entry('gemini', text, ageMs, { model: 'stub' });
const tell = (hook_event_name: string, more: object = {}) =>
  gemini.readEvent({
    hook_event_name,
    session_id: 's-1',
    transcript_path: transcript(),
    timestamp: '2026-11-21T17:32:05.000Z',
    ...more,
  });

describe('what Gemini CLI tells of itself', () => {
  it('is its start, with the id that its conversation is resumed by', () => {
    expect(tell('SessionStart')).toEqual({ kind: 'ready', conversationId: 's-1' });
    write();
    expect(tell('SessionStart')).toEqual({ kind: 'ready', conversationId: 'c-1' });
  });

  it('is the prompt that it took', () => {
    write();
    expect(tell('BeforeAgent', { prompt: 'do it' })).toMatchObject({
      kind: 'submitted',
      prompt: 'do it',
      conversationId: 'c-1',
    });
  });

  it('is a compaction that was asked for, and none of its own', () => {
    expect(tell('PreCompress', { trigger: 'manual' })).toMatchObject({
      kind: 'submitted',
      prompt: '/compact',
    });
    expect(tell('PreCompress', { trigger: 'auto' })).toBeUndefined();
  });

  it.each([
    [{ type: 'exec', command: 'touch x' }, 'Shell: touch x'],
    [{ type: 'edit', filePath: '/a/b' }, 'Edit: /a/b'],
    [{ type: 'mcp', toolName: 'look' }, 'look'],
    [{}, 'May it?'],
  ])('is a permission question, in words: %j', (details, question) => {
    const told = tell('Notification', { notification_type: 'ToolPermission', details, message: 'May it?' });
    expect(told).toEqual({ kind: 'asks', question });
  });

  it('is no question in any other notification', () => {
    expect(tell('Notification', { notification_type: 'Idle' })).toBeUndefined();
  });

  it('is the answer byte for byte, where the event joins its pieces with blanks', () => {
    write(answer(' one\ntwo'));
    expect(tell('AfterAgent', { prompt_response: 'one two' })).toMatchObject({
      kind: 'stopped',
      text: ' one\ntwo',
    });
  });

  it('is the event’s own words where there is no file', () => {
    expect(tell('AfterAgent', { prompt_response: 'one' })).toMatchObject({ kind: 'stopped', text: 'one' });
  });

  it('is a failure when there is no text', () => {
    expect(tell('AfterAgent', { prompt_response: '[no response text]' })).toMatchObject({
      kind: 'failed',
      error: 'The turn ended without an answer.',
      why: 'other',
    });
  });

  it('is a failure when an error stands last, whatever was said before', () => {
    write(answer('half'), entry('error', '[API Error: {"error":{"code":400,"message":"no \\"x\\""}}]', 50));
    expect(tell('AfterAgent', { prompt_response: 'half' })).toMatchObject({
      kind: 'failed',
      error: 'API Error: 400 no "x"',
    });
  });

  it('is nothing of a turn that was stopped: its file tells it', () => {
    write(entry('info', 'Request cancelled.', 50));
    expect(tell('AfterAgent')).toBeUndefined();
  });

  it.each([{}, null, 'x', { hook_event_name: 'SessionEnd' }])('is nothing in %j', (raw) => {
    expect(gemini.readEvent(raw)).toBeUndefined();
  });
});

describe('why a turn of Gemini CLI failed', () => {
  it.each([
    ['[API Error: {"error":{"code":429,"message":"slow"}}]', 'rate-limit'],
    ['RESOURCE_EXHAUSTED', 'rate-limit'],
    ['[API Error: {"error":{"code":503,"message":"no"}}]', 'overloaded'],
    ['[API Error: terminated]', 'network'],
    ['[API Error: fetch failed sending request]', 'network'],
    ['[API Error: {"error":{"code":400,"message":"bad"}}]', 'other'],
  ])('is told by its words: %s', (words, why) => {
    write(entry('error', words, 50));
    expect(tell('AfterAgent')).toMatchObject({ kind: 'failed', why });
  });
});

describe('what Gemini CLI’s files say', () => {
  const ran = (event: string, ageMs: number) =>
    `[${iso(ageMs)}] [DEBUG] Created execution plan for ${event}: 1`;
  const log = (...lines: string[]) =>
    writeFileSync(join(places().folder, 'gemini/debug.log'), lines.join('\n'));
  const heard = (startedAgoMs = 600_000) => {
    const mark = join(places().folder, 'gemini/started');
    writeFileSync(mark, '');
    const at = (Date.now() - startedAgoMs) / 1_000;
    utimesSync(mark, at, at);
    return gemini.witness(42, places());
  };

  it('is nothing when another process wrote them', () => {
    write(answer('old'));
    expect(heard(-60_000)).toBeUndefined();
  });

  it('is idle, long since, while nothing else is told', () => {
    write(answer('done', 90_000));
    expect(heard()).toMatchObject({ state: 'idle' });
    expect(heard()!.lastEnd).toBeUndefined();
  });

  it('is when a person stopped the turn that was begun last', () => {
    write(entry('info', 'Request cancelled.', 1_000));
    log(ran('BeforeAgent', 5_000));
    expect(Date.now() - heard()!.sinceMs).toBeLessThan(2_000);
    log(ran('BeforeAgent', 500));
    expect(Date.now() - heard()!.sinceMs).toBeGreaterThan(60_000);
  });

  it('is nothing before its person has trusted the folder', () => {
    write();
    log(`[${iso(1_000)}] [LOG] Authenticated via "gemini-api-key".`);
    expect(heard()).toBeUndefined();
  });

  it('is that nobody is logged in, and where to log in', () => {
    write();
    log(`[${iso(1_000)}] [ERROR] Error authenticating: Error: no key`, ran('SessionStart', 500));
    const waitingFor = 'Nobody is logged in: log in in its window. no key';
    expect(heard()).toMatchObject({ state: 'stuck', waitingFor });
  });

  it('is the end of a turn whose hooks were run, once their event should have come', () => {
    write(answer('the answer', 21_000));
    log(ran('BeforeAgent', 30_000), ran('AfterAgent', 2_000));
    expect(heard()!.lastEnd).toBeUndefined();
    log(ran('BeforeAgent', 30_000), ran('AfterAgent', 20_000));
    const { sinceMs, lastEnd } = heard()!;
    expect(Date.now() - sinceMs).toBeLessThan(22_000);
    expect(lastEnd).toMatchObject({ kind: 'stopped', text: 'the answer', turn: { file: transcript() } });
  });

  it('is not the answer of the turn before', () => {
    write(answer('the one before', 60_000));
    log(ran('BeforeAgent', 30_000), ran('AfterAgent', 20_000));
    expect(heard()!.lastEnd).toMatchObject({ kind: 'failed', error: 'The turn ended without an answer.' });
  });

  it('is no end while the tools of an answer run', () => {
    write(answer('I will look.', 60_000));
    log(ran('BeforeAgent', 90_000));
    expect(heard()).toMatchObject({ state: 'idle' });
    expect(heard()!.lastEnd).toBeUndefined();
  });

  it('is that its model refuses, and that it is asked again, until it is heard', () => {
    const refused = (ageMs: number) =>
      `[${iso(ageMs)}] [WARN] Attempt 1 failed: slow down. Retrying after 5000ms...`;
    write(entry('user', 'x', 40_000));
    log(ran('BeforeAgent', 40_000), refused(8_000));
    expect(heard()).toMatchObject({
      state: 'stuck',
      waitingFor: 'slow down (Gemini CLI tries again by itself)',
    });
    log(ran('BeforeAgent', 40_000), refused(30_000));
    expect(heard()).toMatchObject({ state: 'busy' });
  });

  it('is that its model has been silent for minutes', () => {
    write(entry('user', 'x', 299_000));
    log(ran('BeforeAgent', 299_500));
    expect(heard()).toMatchObject({ state: 'idle' });
    write(entry('user', 'x', 301_000));
    log(ran('BeforeAgent', 302_000));
    expect(heard()).toMatchObject({
      state: 'stuck',
      waitingFor: expect.stringContaining('Look at its window'),
    });
  });
});

describe('a prompt as Gemini CLI is given it', () => {
  it.each([
    ['a file of the project', 'see @src/a.ts please'],
    ['a mail address', 'ask a@b.org'],
    ['what is escaped already', 'see \\@/etc/hosts'],
  ])('leaves alone %s', (_, prompt) => {
    expect(gemini.channel.asText(prompt)).toBe(prompt);
  });

  it.each(['@/etc/hosts', '@~/x', '@../other', '@"/a b"'])(
    'is no mention of a file outside it: %s',
    (mention) => {
      expect(gemini.channel.asText(`see ${mention} now`)).toBe(`see \\${mention} now`);
    },
  );
});

it('the line ends of a prompt are those that Gemini CLI makes of them, so that its box is known for ours', () => {
  expect(gemini.channel.asText('one\r\ntwo\rthree')).toBe('one\ntwo\nthree');
});

describe('what Gemini CLI’s screen forbids', () => {
  it('is to place anything in shell mode', () => {
    expect(gemini.channel.veto(['', ' ! Type your shell command'])).toBe('shell mode');
    expect(gemini.channel.veto([' > hello'])).toBeUndefined();
  });

  it('is Enter in a dialog, and in a box that is seen to be empty', () => {
    expect(gemini.channel.holdsSubmit(['│ ● 1. Allow once   │'])).toBe('stop');
    expect(gemini.channel.holdsSubmit([' >   Type your message or @path/to/file'])).toBe('wait');
    expect(gemini.channel.holdsSubmit([' > do it'])).toBeUndefined();
  });
});
