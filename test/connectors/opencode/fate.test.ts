import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/connectors/opencode/api-types.ts';
import { fateIn } from '../../../src/connectors/opencode/fate.ts';
import { text } from './messages.ts';

const SINCE_MS = 5_000;
const prompt = { id: 'x', text: 'go', sinceMs: SINCE_MS };
const user = (id: string, words: string, created: number): Message => ({
  info: { id, role: 'user', time: { created } },
  parts: [text(words)],
});
const reply = (id: string, info: Partial<Message['info']>, words = ''): Message => ({
  info: { id, role: 'assistant', time: { created: SINCE_MS, completed: 1 }, finish: 'stop', ...info },
  parts: [text(words)],
});

describe('a prompt that was on its way', () => {
  it('was taken when its text is the last that was said since, and its answer counts', () => {
    expect(fateIn([user('1', 'go', SINCE_MS), reply('2', {}, 'done')], prompt)).toEqual({
      kind: 'taken',
      ending: { kind: 'stopped', text: 'done', resultFile: null, pending: [] },
    });
  });

  it('was cut off when its turn has no end, or was aborted', () => {
    const cutOff = { kind: 'taken', ending: { kind: 'cut-off' } };
    expect(fateIn([user('1', 'go', SINCE_MS)], prompt)).toEqual(cutOff);
    const error = { name: 'MessageAbortedError', data: {} };
    expect(fateIn([user('1', 'go', SINCE_MS), reply('2', { error })], prompt)).toEqual(cutOff);
  });

  it('failed as its turn did', () => {
    const error = { name: 'APIError', data: { message: 'no', statusCode: 400 } };
    expect(fateIn([user('1', 'go', SINCE_MS), reply('2', { error })], prompt)).toMatchObject({
      ending: { kind: 'failed', error: 'API Error: 400 no' },
    });
  });

  it('was not taken when the same was said before, or something else since', () => {
    const before = [user('1', 'go', SINCE_MS - 1), reply('2', {}, 'done')];
    expect(fateIn(before, prompt)).toEqual({ kind: 'not-taken' });
    expect(fateIn([...before, user('3', 'by hand', SINCE_MS)], prompt)).toEqual({ kind: 'not-taken' });
    expect(fateIn([], prompt)).toEqual({ kind: 'not-taken' });
  });
});
