import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askedSince, conversationIdIn, geminiUsage, lastSign } from '../../src/clients/gemini-transcript.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-chats-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (second: number) => `2026-11-21T17:32:${String(second).padStart(2, '0')}.000Z`;
const entry = (second: number, type: string, content: unknown, more: object = {}) =>
  JSON.stringify({ id: `${type}-${second}`, timestamp: at(second), type, content, ...more });
const said = (second: number, text: string, more: object = {}) =>
  entry(second, 'gemini', text, {
    model: 'stub',
    tokens: { input: 7, output: 3, thoughts: 2, tool: 1, cached: 5 },
    ...more,
  });
const asked = (second: number, text: string) => entry(second, 'user', [{ text }]);
const HEAD = '{"sessionId":"c-1","projectHash":"x"}';
const TOUCHED = '{"$set":{"lastUpdated":"2026-11-21T17:32:59.000Z"}}';
const file = (...lines: string[]) => {
  const path = join(root, 'session-1.jsonl');
  writeFileSync(path, [HEAD, ...lines, TOUCHED, ''].join('\n'));
  return path;
};

describe('the last sign in a conversation of Gemini CLI', () => {
  it.each([
    ['an answer, byte for byte', said(2, ' so\n'), { kind: 'answered', text: ' so\n' }],
    ['an error', entry(2, 'error', '[API Error: no]'), { kind: 'failed', error: '[API Error: no]' }],
    ['a turn that a person stopped', entry(2, 'info', 'Request cancelled.'), { kind: 'cancelled' }],
    ['a permission that was refused', entry(2, 'info', 'User cancelled the request.'), { kind: 'cancelled' }],
    ['a compaction', entry(2, 'info', ''), { kind: 'compacted' }],
  ])('is %s', (_, line, sign) => {
    expect(lastSign(file(said(1, 'before'), line))).toMatchObject({ ...sign, atMs: Date.parse(at(2)) });
  });

  it('is not what is written again after an interruption, which names no model', () => {
    const lines = [
      entry(2, 'info', 'Request cancelled.'),
      entry(3, 'gemini', 'old'),
      entry(4, 'info', 'a hint'),
    ];
    expect(lastSign(file(...lines))).toMatchObject({ kind: 'cancelled' });
  });

  it('is found behind lines that cannot be read, and above megabytes of them', () => {
    const noise = Array.from({ length: 300 }, () => `{"$set":{"messages":"${'x'.repeat(5_000)}"}}`);
    expect(lastSign(file(said(1, 'here'), ...noise, '{"id": "torn'))).toMatchObject({ text: 'here' });
  });

  it('is nothing in a conversation that has none', () => {
    expect(lastSign(file(asked(1, 'hello')))).toBeUndefined();
  });

  it('throws where there is no file', () => {
    expect(() => lastSign(join(root, 'none'))).toThrow(/ENOENT/);
  });
});

describe('since when a model has been silent', () => {
  it.each([
    ['a prompt stands last', asked(3, 'do it'), Date.parse(at(3))],
    ['tools have run', said(3, '', { toolCalls: [{ id: 't' }] }), Date.parse(at(3))],
    ['it has answered', said(3, 'done'), undefined],
    ['the turn failed', entry(3, 'error', 'no'), undefined],
  ])('is told when %s', (_, line, expected) => {
    expect(askedSince(file(said(1, 'before'), line))).toBe(expected);
  });
});

describe('what turns took', () => {
  const turns = { firstTurn: at(2), lastTurn: at(5) };

  it('is the sum over the answers between their ends, the one of a tool once', () => {
    const path = file(
      said(1, 'before'),
      said(3, ''),
      said(3, '', { toolCalls: [{}] }),
      said(5, 'b'),
      said(6, 'after'),
    );
    expect(geminiUsage(path, turns)).toEqual({ tokensIn: 16, tokensOut: 10, costUsd: null });
  });

  it('is not known where nothing was answered', () => {
    expect(geminiUsage(file(said(1, 'before'), asked(3, 'x')), turns)).toBeUndefined();
  });
});

describe('the id that a conversation is resumed by', () => {
  it('is that of its file', () => {
    expect(conversationIdIn(file())).toBe('c-1');
  });

  it('is not known where there is no file, or another one', () => {
    expect(conversationIdIn(join(root, 'none'))).toBeUndefined();
    writeFileSync(join(root, 'other'), 'hello');
    expect(conversationIdIn(join(root, 'other'))).toBeUndefined();
  });
});
