import { expect, it } from 'vitest';
import { askAgain } from '../../src/coordinator/ask-again.ts';
import { parseConfig } from '../../src/project/read-config.ts';
import { type NewTask, newTask } from '../../src/tasks/task.ts';

const config = parseConfig('{"agents": {"planning": {}, "coding": {}}}', 'config');
const asked = (agent: string, prompt: string, own: Partial<NewTask> = {}) => ({
  task: newTask({ agent, isCommand: false, deadlineMinutes: 30, origin: 'hook', ...own }),
  prompt,
});

it('each task becomes a block again, below the words they share', () => {
  const blocks = [asked('planning', 'one\n\nmore\n'), asked('coding', '/compact', { isCommand: true })];
  expect(askAgain(blocks, 'Shared.\n\n', config)).toBe(
    'Shared.\n\n@planning one\n\nmore\n\n@coding! /compact',
  );
});

it('what was said of a task is said again', () => {
  const own = { priority: 'high', deadlineMinutes: 10, target: 'tag:review', retries: 0 } as const;
  expect(askAgain([asked('coding', 'x', own)], '', config)).toBe(
    '@tag:review(priority=high, timeout=10m, retries=0) x',
  );
});

it('one of all agents is asked again alone', () => {
  expect(askAgain([asked('coding', 'x', { target: 'all' })], '', config)).toBe('@coding x');
});

it('it comes after a task that is asked again too, else after the very task that was done', () => {
  const first = asked('planning', 'plan');
  const second = asked('coding', 'code', { after: [first.task.id] });
  expect(askAgain([first, second], '', config)).toContain('@coding(after=planning) code');
  expect(askAgain([second], '', config)).toBe(`@coding(after=${first.task.id}) code`);
});

it('a line of its prompt that would begin a block does not', () => {
  expect(askAgain([asked('coding', 'x\n@planning is busy\n@src/file.ts')], '', config)).toBe(
    '@coding x\n\\@planning is busy\n@src/file.ts',
  );
});
