/**
 * What is typed into the chief's input box, and how the agent behind it and then the chief's own model answer.
 *
 *     prompt   what is typed
 *     shows    a line in the agent's window before the work (the stub behind real Claude Code has none)
 *     workMs   how long the work takes at least
 *     until    it also takes until the demo says this
 *     asks     a command that needs a permission
 *     answers  the agent's result
 *     chief    what the chief says when the answer is submitted to it
 */
export const plan = {
  prompt: '@planning plan a --json flag for todo list',
  shows: 'Reading todo.mjs and todo.test.mjs …',
  workMs: 1_200,
  until: 'plan-seen',
  answers: [
    '1. todo.mjs: take --json from argv, hand it to list()',
    '2. list(): print the items as one JSON array',
    '3. todo.test.mjs: cover an empty list and a title with quotes',
  ].join('\n'),
  chief: 'A good plan. I have coding do it.',
};

export const code = {
  prompt: '@coding do the plan, then run the tests',
  shows: 'Changed todo.mjs (+9 −2) and todo.test.mjs (+14).',
  workMs: 300,
  asks: 'node --test',
  answers: 'todo list --json is there: 2 files changed, all tests pass.',
  chief: 'Well done. Planning may look for what it could break.',
};

export const review = {
  prompt: '@planning what could break in other scripts?',
  shows: 'Looking for scripts that read the output of todo …',
  until: 'menu-seen',
  answers: 'Nothing else in this repository reads the output of todo.',
};

export const quick = {
  prompt: '@planning are you there?',
  answers: 'Yes.',
  chief: 'Then I ask everybody.',
};

/** Everybody at once: one answer holds all their results. */
export const roll = { prompt: '@all are you there?', answers: '## coding · done' };

/** Names nobody. */
export const changelog = { prompt: 'a changelog entry for it' };

/** What the chief finds in its input box instead of an answer that it does not wait for, and what it says to that. */
export const ticket = {
  answers: 'planning works on it in the background',
  chief: 'Good. I go on meanwhile.',
};

/** A rule is for a prompt that holds its `when`; the first that fits is taken. */
export const rules = [
  ...[plan, code, ticket, quick].map(({ answers, chief }) => ({ when: answers, answers: chief })),
  ...[plan, code, review, quick].map(({ prompt, ...turn }) => ({ when: taskOf(prompt), ...turn })),
];

/** A prompt without its `@name`. */
export function taskOf(prompt) {
  return prompt.replace(/^@\w+ /, '');
}

/** The demo's project; its test really runs when real Claude Code is given the permission. */
export const projectFiles = {
  'todo.mjs': "export const list = (items) => items.join('\\n');\n",
  'todo.test.mjs': `import assert from 'node:assert';
import test from 'node:test';
import { list } from './todo.mjs';

test('lists each item on a line', () => assert.equal(list(['a', 'b']), 'a\\nb'));
`,
};
