/** What is typed into the chief's input box. */
export const prompts = {
  plan: '@planning plan a --json flag for `todo list`',
  code: '@coding do the plan, then run the tests',
  review: '@planning what could break in other scripts?',
  unnamed: 'a changelog entry for it',
  quick: '@planning are you there?',
};

/**
 * How the programs behind the prompts answer. A rule is for a prompt that holds its `when`; the first that fits is taken.
 *
 *     shows    a line in the window before the work (the stub behind real Claude Code has none)
 *     workMs   how long the work takes at least
 *     until    it also takes until the demo has seen this
 *     asks     a command that needs a permission
 *     answers  the result
 *     chief    what the chief's own model says when it is given that result
 */
export const rules = [
  {
    when: 'plan a --json flag',
    shows: 'Reading todo.mjs and todo.test.mjs …',
    workMs: 1_200,
    until: 'plan-seen',
    answers: [
      '1. todo.mjs: take --json from argv, hand it to list()',
      '2. list(): print the items as one JSON array',
      '3. todo.test.mjs: cover an empty list and a title with quotes',
    ].join('\n'),
    chief: 'A good plan. I have coding do it.',
  },
  {
    when: 'do the plan',
    shows: 'Changed todo.mjs (+9 −2) and todo.test.mjs (+14).',
    workMs: 300,
    asks: 'node --test',
    answers: 'todo list --json is there: 2 files changed, all tests pass.',
    chief: 'Done and tested. Planning may look for what could break.',
  },
];
