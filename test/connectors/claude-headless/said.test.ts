import { expect, it } from 'vitest';
import { Reader, type Said } from '../../../src/connectors/claude-headless/said.ts';
import * as says from './messages.ts';

const read = (...messages: object[]): Said[] => {
  const reader = new Reader();
  return messages.flatMap((message) => reader.read(JSON.stringify(message)));
};

it('a text that came in pieces is not said once more as a whole', () => {
  const messages = [
    says.streamed('m1'),
    says.delta('the '),
    says.delta('text'),
    says.assistant('m1', [says.text('the text')]),
  ];
  expect(read(...messages)).toEqual([
    { kind: 'text', text: 'the ' },
    { kind: 'text', text: 'text' },
  ]);
  expect(read(says.assistant('m2', [says.text('all at once')]))).toEqual([
    { kind: 'text', text: 'all at once' },
  ]);
});

it('a subagent’s tools are said, its texts are not', () => {
  const helper = { parent_tool_use_id: 'toolu_0' };
  const content = [says.text('inner words'), says.bash('toolu_2', 'ls')];
  expect(read({ ...says.delta('inner'), ...helper }, says.assistant('m1', content, helper))).toEqual([
    { kind: 'tool', name: 'Bash', input: { command: 'ls', description: 'asks' }, isHelper: true },
  ]);
});

it('a tool that has run names what was asked for it, and what went wrong', () => {
  const call = says.assistant('m1', [says.bash('toolu_1', 'ls')]);
  expect(read(call, says.toolResult('toolu_1', 'exit 1', true)).at(-1)).toEqual({
    kind: 'tool-done',
    question: 'Bash: ls',
    error: 'exit 1',
  });
});

it('the figures of a turn are its own, over all models, the cache being input too', () => {
  const end = read(says.done('x'))[0] as Extract<Said, { kind: 'end' }>;
  expect(end.usage).toEqual({ tokensIn: 1_110, tokensOut: 4, costUsd: 0.00024 });
});

it('an end with odd fields is an end all the same', () => {
  const odd = { ...says.done('x'), terminal_reason: null, errors: 'none', model_usage_since_last_result: 7 };
  expect(read(odd)).toMatchObject([{ kind: 'end', how: 'done', text: 'x', usage: { tokensIn: 0 } }]);
});

it('an end without words says what kind of end it was', () => {
  const end = { ...says.done(''), subtype: 'error_max_turns', is_error: true };
  expect(read(end)).toMatchObject([{ how: 'failed', text: 'error_max_turns' }]);
});

it.each([
  ['no JSON at all', 'Warning: something'],
  ['a type that is not known', '{"type":"tomorrow"}'],
  ['half a message', '{"type":"result"}'],
  ['no object', '7'],
])('%s says nothing', (_, line) => {
  expect(new Reader().read(line)).toEqual([]);
});
