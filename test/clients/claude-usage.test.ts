import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeUsage } from '../../src/clients/claude-usage.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-usage-'));
  file = join(folder, 'conversation.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const user = (promptId: string, content: unknown = 'x') => ({ type: 'user', promptId, message: { content } });
const said = (id: string, tokens = 10) => ({
  type: 'assistant',
  message: { id, usage: { input_tokens: tokens, output_tokens: 1, cache_read_input_tokens: 100 } },
});
const write = (...entries: unknown[]) =>
  writeFileSync(
    file,
    `${entries.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n')}\n`,
  );
const usage = (firstTurn = 'p2', lastTurn = firstTurn) => claudeUsage(file, { firstTurn, lastTurn });

describe('what a turn of Claude Code took', () => {
  it('is the sum of its messages, what came from the cache included', () => {
    write(
      user('p1'),
      said('m1'),
      user('p2'),
      said('m2'),
      user('p2', [{ type: 'tool_result' }]),
      said('m3', 20),
    );
    expect(usage()).toEqual({ tokensIn: 230, tokensOut: 2, costUsd: null });
  });

  it('counts a message once, though it is written once for each of its blocks', () => {
    write(user('p2'), said('m2'), said('m2'), said('m2', 30));
    expect(usage()).toEqual({ tokensIn: 130, tokensOut: 1, costUsd: null });
  });

  it('ends where the next prompt begins', () => {
    write(user('p2'), said('m2'), user('p3'), said('m3'));
    expect(usage()?.tokensOut).toBe(1);
  });

  it('goes on over the turns that background work brings', () => {
    write(user('p2'), said('m2'), user('p3'), said('m3'), user('p4'), said('m4'), user('p5'), said('m5'));
    expect(usage('p2', 'p4')?.tokensOut).toBe(3);
  });

  it('is found behind a long conversation and in front of a long turn', () => {
    const filler = JSON.stringify({ type: 'filler', text: 'é'.repeat(300_000) });
    write(filler, filler, user('p1'), said('m1'), user('p2'), filler, said('m2'), filler);
    expect(usage()).toMatchObject({ tokensIn: 110 });
  });

  it('passes over lines that it does not know, and one that is cut short', () => {
    write('{"type":5}', 'no json', user('p2'), '{"type":"assistant","message":{"id":', said('m2'));
    expect(usage()?.tokensIn).toBe(110);
  });

  it.each([['no such turn', 'p9'] as const, ['a turn in which nothing was said', 'p3'] as const])(
    'is not guessed: %s',
    (_, turn) => {
      write(user('p2'), said('m2'), user('p3'));
      expect(usage(turn)).toBeUndefined();
    },
  );
});
