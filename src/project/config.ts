import * as z from 'zod/mini';
import { AGENT_NAME, MOST_MEMBERS, MOST_MINUTES, MOST_RETRIES } from './bounds.ts';

/*
 * Every key press makes these schemas, some 50 µs each. So equal ones are one, and what few configs hold is made when it is
 * there: `z.lazy`.
 */
const text = z.string();
const texts = z.array(text);
const perhapsText = z.optional(text);
const noText = z._default(text, '');
const noTexts = z._default(texts, []);
const someText = text.check(z.minLength(1));

const agentName = text.check(
  z.regex(AGENT_NAME, 'an agent name starts with a letter and holds letters, digits, - and _ (40 at most)'),
  z.refine((name) => !RESERVED.has(name), 'this name has a meaning of its own after @'),
);
const RESERVED = new Set(['auto', 'all', 'tag', 'workflow']);

/** Kinds of work that an agent can be good at. */
export const KINDS_OF_WORK = ['design', 'implement', 'test', 'review', 'research', 'write'] as const;
export type KindOfWork = (typeof KINDS_OF_WORK)[number];

const kindsOfWork = z.lazy(() => z.array(z.enum(KINDS_OF_WORK)));
const retries = z.lazy(() => z.int().check(z.minimum(0), z.maximum(MOST_RETRIES)));
const tags = z.lazy(() =>
  z.array(
    text.check(
      z.regex(AGENT_NAME, 'a tag starts with a letter and holds letters, digits, - and _ (40 at most)'),
    ),
  ),
);

const agentFields = z.strictObject({
  /** Which coding-agent CLI the agent runs. */
  client: z._default(
    z.enum(['claude', 'claude-headless', 'codex', 'gemini', 'opencode', 'command', 'scripted']),
    'claude',
  ),
  /** argv of the program: required for `command`, replaces the client's own program elsewhere. */
  command: z.optional(texts.check(z.minLength(1))),
  /** Arguments added to the client's own. */
  args: noTexts,
  env: z._default(z.record(text, text), {}),
  /** Where the client works, relative to the project folder. */
  cwd: z._default(text, '.'),
  description: noText,
  /** Appended to the client's system prompt. */
  instructions: noText,
  /** Words that make `@auto` prefer this agent. */
  keywords: noTexts,
  /** `@tag:x` goes to one of the agents that carry the tag `x`. */
  tags: z._default(tags, []),
  /** How many of it may run side by side: `coding`, `coding-2`, …; a task goes to one that is free. */
  max: z._default(
    z.lazy(() => z.int().check(z.minimum(1), z.maximum(MOST_MEMBERS))),
    1,
  ),
  /** What it is good at, for `@auto`; without it, what its client is good at. */
  strengths: z.optional(kindsOfWork),
  /** What the client is told before each task, so that its conversation does not grow without bound. */
  warmUp: z._default(z.enum(['none', 'compact', 'clear']), 'none'),
  /** How often a task is tried again after a passing failure; without it, the project's `retries`. */
  retries: z.optional(retries),
  /** What becomes of a run whose client died in mid-turn; `resume` asks it to go on in its conversation. */
  onClientDeath: z._default(z.enum(['report', 'rerun', 'resume']), 'report'),
  /** Whether an answer waits for background work that its turn left running, such as subagents or a dev server. */
  backgroundTasks: z._default(z.enum(['wait', 'ignore']), 'wait'),
});

const agent = agentFields.check(
  z.refine(({ client, command }) => client !== 'command' || command !== undefined, {
    path: ['command'],
    error: "the client 'command' needs the program to run, as an argv array",
  }),
);

/** A rule for `@auto`: what it asks for must all be there; of each list one is enough. `{}` is every prompt. */
const routes = z.lazy(() => {
  const someWords = z.optional(z.array(someText).check(z.minLength(1)));
  const rule = z.strictObject({
    when: z.strictObject({
      /** Words in the prompt. */
      keywords: someWords,
      /** Patterns of file paths that the prompt mentions, such as `src/**`, or `*.sql` in any folder. */
      globs: someWords,
      /** Tags that were asked for: `@tag:x`. */
      tags: someWords,
    }),
    agent: perhapsText,
    tag: perhapsText,
  });
  const error = 'a route leads either to an agent or to a tag';
  return z.array(
    rule.check(z.refine(({ agent, tag }) => (agent === undefined) !== (tag === undefined), { error })),
  );
});

const NO_LIMITS_SET = { tasksPerMinute: 60, depth: 3, spendPerDay: null };
const limits = z.lazy(() =>
  z.strictObject({
    /** Tasks put in a minute, by everybody in this project. */
    tasksPerMinute: z._default(z.int().check(z.minimum(1), z.maximum(10_000)), NO_LIMITS_SET.tasksPerMinute),
    /** How deep agents may delegate: a task put from an agent's window has the depth 1. */
    depth: z._default(z.int().check(z.minimum(0), z.maximum(20)), NO_LIMITS_SET.depth),
    /** US dollars a day, as far as the clients tell what they cost. */
    spendPerDay: z._default(z.nullable(z.number().check(z.positive())), NO_LIMITS_SET.spendPerDay),
  }),
);

export const configSchema = z.strictObject({
  $schema: perhapsText,
  agents: z.record(agentName, agent),
  /** What Ctrl-G does with a prompt that names no agent: `menu`, `auto`, `edit` or an agent's name. */
  default: z._default(text, 'menu'),
  /** The person's own editor as a shell command; it is given the file as its last argument. */
  editor: perhapsText,
  deadlineMinutes: z._default(z.number().check(z.positive(), z.maximum(MOST_MINUTES)), 30),
  /** How often a task is tried again after a passing failure, such as an overloaded API. */
  retries: z._default(retries, 2),
  /** Rules for `@auto` and `@tag:x`; the first that fits decides. */
  routes: z._default(routes, []),
  /** What a client is good at, for `@auto`, instead of what ctrlg takes it to be good at. */
  strengths: z._default(
    z.lazy(() => z.record(text, kindsOfWork)),
    {},
  ),
  /** A shell command that is run when a task that nobody waits for has ended. */
  notify: z.optional(someText),
  /** How long ended tasks are kept, in days. */
  retentionDays: z._default(
    z.lazy(() => z.int().check(z.minimum(1), z.maximum(36_500))),
    30,
  ),
  /** What stops a storm of tasks. */
  limits: z._default(limits, NO_LIMITS_SET),
  /** The folder of the workflows that `@workflow:NAME` means, relative to the project folder. */
  workflows: z._default(someText, 'workflows'),
  /** The answer that is put into the prompt file: {agent} {task} {duration} {outcome} {result}. */
  answerTemplate: z._default(
    text.check(z.refine((text) => text.includes('{result}'), 'the template must contain {result}')),
    '[ctrlg] {agent} · {outcome} in {duration} · task {task}\n\n{result}',
  ),
});

export type Config = z.infer<typeof configSchema>;
export type AgentConfig = Config['agents'][string];
export type RouteRule = Config['routes'][number];

/** What a project without a config file gets: Ctrl-G works anywhere at once. */
export const BUILT_IN_AGENTS: Record<
  string,
  { client: 'claude'; description: string; keywords: string[]; instructions: string }
> = {
  planning: {
    client: 'claude',
    description: 'Designs and plans: architecture, trade-offs, breaking work into steps.',
    keywords: ['plan', 'design', 'architecture', 'approach', 'trade-off', 'roadmap'],
    instructions:
      'You plan. Give a concrete plan with files, steps and risks; do not change code unless asked.',
  },
  coding: {
    client: 'claude',
    description: 'Writes and changes code.',
    keywords: ['implement', 'code', 'fix', 'refactor', 'add', 'write', 'change', 'bug'],
    instructions: 'You implement. Make the change, keep it small, and say what you changed.',
  },
  testing: {
    client: 'claude',
    description: 'Writes and runs tests, reproduces faults.',
    keywords: ['test', 'tests', 'coverage', 'reproduce', 'failing', 'flaky'],
    instructions: 'You test. Write and run tests, and report what passes and what does not, with evidence.',
  },
  review: {
    client: 'claude',
    description: 'Reviews changes for faults, risks and clarity.',
    keywords: ['review', 'audit', 'check', 'security', 'critique'],
    instructions: 'You review. Name each fault with its place and the mend; do not change code.',
  },
};
