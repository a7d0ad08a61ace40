import { describe, expect, it } from 'vitest';
import {
  endOfTurn,
  hasWorked,
  newestPrompt,
  spentOf,
  spentSince,
  usageOf,
} from '../../../src/connectors/opencode/turn.ts';
import { part, reply, text, tool, user } from './messages.ts';

describe('a prompt in a session', () => {
  it('is the newest one that a person or ctrlg wrote', () => {
    const messages = [user('1', text('first')), reply('2', {}), user('3', text('second'))];
    expect(newestPrompt(messages, '')).toEqual({ id: '3', text: 'second' });
  });

  it('is none when it was told before', () => {
    expect(newestPrompt([user('1', text('first')), reply('2', {})], '1')).toBeUndefined();
  });

  it('is nothing that opencode has put in: a compaction, its own "continue", the text of a file', () => {
    const compaction = user('2', text('', { type: 'compaction' }));
    const goOn = user('3', text('Continue if you have next steps', { synthetic: true }));
    expect(newestPrompt([user('1', text('first')), compaction, goOn], '1')).toBeUndefined();
    expect(newestPrompt([user('1', text('look at @a'), text('its text', { synthetic: true }))], '')).toEqual({
      id: '1',
      text: 'look at @a',
    });
  });
});

it('a command that opencode gives to a helper is a prompt too', () => {
  const review = user('1', text('', { type: 'subtask', prompt: 'You review' }));
  expect(newestPrompt([review], '')).toEqual({ id: '1', text: 'You review' });
});

describe('the end of a turn', () => {
  it('has the text of the last message only', () => {
    const messages = [
      user('1', text('go')),
      reply('2', { finish: 'tool-calls' }, text('I look'), tool('completed')),
      reply('3', {}, text('the answer')),
    ];
    expect(endOfTurn(messages, '1')).toEqual({ kind: 'stopped', text: 'the answer' });
  });

  it('is open while its last message is not complete, or not there', () => {
    expect(endOfTurn([user('1', text('go'))], '1')).toEqual({ kind: 'open' });
    expect(endOfTurn([reply('2', { time: {}, finish: undefined })], '1')).toEqual({ kind: 'open' });
  });

  it('does not take the turn before for its own', () => {
    expect(endOfTurn([reply('0', {}, text('old')), user('1', text('go'))], '1')).toEqual({ kind: 'open' });
  });

  it('is a failure when the last message has an error', () => {
    const error = { name: 'APIError', data: { message: 'no', statusCode: 400 } };
    expect(endOfTurn([reply('2', { finish: undefined, error })], '1')).toEqual({ kind: 'failed', error });
  });

  it('is an interruption when it was aborted, also between two attempts at the model, and when a tool was refused', () => {
    const interrupted = { kind: 'interrupted' };
    const error = { name: 'MessageAbortedError', data: {} };
    expect(endOfTurn([reply('2', { finish: undefined, error })], '1')).toEqual(interrupted);
    expect(endOfTurn([reply('2', { finish: undefined })], '1')).toEqual(interrupted);
    expect(endOfTurn([reply('2', { finish: 'tool-calls' }, tool('error'))], '1')).toEqual(interrupted);
  });

  it('leaves out what came before a stream was cut', () => {
    const cut = text('this was never', { time: {} });
    expect(endOfTurn([reply('2', {}, cut, text('whole'))], '1')).toEqual({ kind: 'stopped', text: 'whole' });
  });

  it('passes over the summary of a compaction', () => {
    const messages = [reply('2', {}, text('the answer')), reply('4', { summary: true }, text('a summary'))];
    expect(endOfTurn(messages, '1')).toEqual({ kind: 'stopped', text: 'the answer' });
  });
});

it('a turn has worked once a tool of it has ended', () => {
  expect(hasWorked([reply('2', {}, tool('running'))], '1')).toBe(false);
  expect(hasWorked([reply('0', {}, tool('completed'))], '1')).toBe(false);
  expect(hasWorked([reply('2', {}, tool('completed'))], '1')).toBe(true);
});

it('what a turn took is what its steps took and its helpers meanwhile, the cache among the input', () => {
  const tokens = { input: 100, output: 20, reasoning: 3, cache: { read: 1_000, write: 10 } };
  const step = part({ type: 'step-finish', cost: 0.1, tokens });
  const plain = { input: 5, output: 1, reasoning: 0, cache: { read: 0, write: 0 } };
  const messages = [
    reply('0', {}, step),
    user('1', text('go')),
    reply('2', { finish: 'tool-calls' }, step),
    reply('3', {}, text('the answer'), part({ type: 'step-finish', cost: 0.2, tokens: plain })),
  ];
  const before = spentOf([{ cost: 0.4, tokens: plain }]);
  const now = spentOf([
    { cost: 0.4, tokens: plain },
    { cost: 0.01, tokens: plain },
  ]);
  expect(usageOf(spentSince(messages, '1'), { before, now })).toEqual({
    tokensIn: 1_120,
    tokensOut: 25,
    costUsd: 0.31,
  });
});
