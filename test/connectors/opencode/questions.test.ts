import { expect, it } from 'vitest';
import { openQuestions } from '../../../src/connectors/opencode/questions.ts';

const permission = (more: object) => ({
  id: 'per_1',
  sessionID: 'ses_1',
  permission: 'bash',
  patterns: ['touch a'],
  metadata: {},
  ...more,
});

it('a permission is asked in the words of Claude Code’s, and can be answered from afar', () => {
  expect(openQuestions([permission({ metadata: { command: 'touch a && b' } })], [])).toEqual([
    { key: 'per_1', id: 'per_1', words: 'Bash: touch a && b' },
  ]);
});

it('one without a command names its pattern', () => {
  const outside = permission({
    permission: 'external_directory',
    patterns: ['/etc/*'],
    metadata: { command: 'x' },
  });
  expect(openQuestions([outside], [])).toMatchObject([{ words: 'External directory: /etc/*' }]);
});

it('a question that the model puts has no yes and no', () => {
  const question = { id: 'que_1', sessionID: 'ses_1', questions: [{ question: 'Which colour?' }] };
  expect(openQuestions([permission({})], [question])).toMatchObject([
    { id: 'per_1' },
    { key: 'que_1', words: 'Which colour?' },
  ]);
  expect(openQuestions([], [question])[0]).not.toHaveProperty('id');
});
