import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fateOf } from '../../../src/connectors/claude-headless/fate.ts';

const CONVERSATION = 'c';
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-fate-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const fate = (lines: object[]) => {
  const folder = join(home, '.claude/projects/-a-project');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${CONVERSATION}.jsonl`),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  return fateOf({ id: 'ours', text: 'x', sinceMs: 0 }, { conversation: CONVERSATION, env: { HOME: home } });
};
const prompt = (uuid: string) => ({ type: 'user', uuid, message: { role: 'user', content: 'go' } });
const says = (id: string, stop_reason: string | null, words: string, more: object = {}) => ({
  type: 'assistant',
  message: { id, stop_reason, content: [{ type: 'text', text: words }] },
  ...more,
});
const tool = {
  type: 'assistant',
  message: { id: 'm1', stop_reason: 'tool_use', content: [{ type: 'tool_use' }] },
};
const toolResult = { type: 'user', uuid: 'r', message: { role: 'user', content: [{ type: 'tool_result' }] } };
const cutOff = { kind: 'taken', ending: { kind: 'cut-off' } };
const stopped = (text: string) => ({
  kind: 'taken',
  ending: { kind: 'stopped', text, resultFile: null, pending: [] },
});

describe('a prompt that was on its way', () => {
  it('has its answer when its turn was over, in as many blocks as it has', async () => {
    const whole = [prompt('before'), says('m0', 'end_turn', 'old'), prompt('ours'), tool, toolResult];
    expect(
      await fate([
        ...whole,
        says('m2', null, 'the '),
        says('m2', 'end_turn', 'answer'),
        { type: 'attachment' },
      ]),
    ).toEqual(stopped('the answer'));
  });

  it('was cut off when its turn was not over', async () => {
    expect(await fate([prompt('ours')])).toEqual(cutOff);
    expect(await fate([prompt('ours'), says('m1', null, 'I look'), tool])).toEqual(cutOff);
    expect(await fate([prompt('ours'), tool, toolResult])).toEqual(cutOff);
  });

  it('was cut off when what brought another turn was not over', async () => {
    const background = { type: 'user', uuid: 'b', message: { role: 'user', content: 'a task has ended' } };
    expect(await fate([prompt('ours'), says('m1', 'end_turn', 'it runs'), background])).toEqual(cutOff);
  });

  it('does not take what a helper says for its answer', async () => {
    const helper = says('h', 'end_turn', 'from the helper', { isSidechain: true });
    expect(await fate([prompt('ours'), tool, helper])).toEqual(cutOff);
  });

  it('failed as the model did', async () => {
    const refused = says('m1', 'stop_sequence', 'API Error: 529 Overloaded', { isApiErrorMessage: true });
    expect(await fate([prompt('ours'), refused])).toMatchObject({
      ending: { kind: 'failed', why: 'overloaded', error: 'API Error: 529 Overloaded' },
    });
  });

  it('was not taken when it does not stand there', async () => {
    expect(await fate([prompt('another'), says('m1', 'end_turn', 'old')])).toEqual({ kind: 'not-taken' });
  });
});
