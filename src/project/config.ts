import * as z from 'zod/mini';

/** An agent's name is also its folder, its window's name and what follows the `@`. */
export const AGENT_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

const agentName = z.string().check(
  z.regex(AGENT_NAME, 'an agent name starts with a letter and holds letters, digits, - and _ (40 at most)'),
  z.refine((name) => !RESERVED.has(name), 'this name has a meaning of its own after @'),
);
const YEAR_IN_MINUTES = 366 * 24 * 60;
const RESERVED = new Set(['auto', 'all', 'tag', 'workflow']);

const agentFields = z.strictObject({
  /** Which coding-agent CLI the agent runs. */
  client: z._default(z.enum(['claude', 'command', 'scripted']), 'claude'),
  /** argv of the program: required for `command`, replaces the client's own program elsewhere. */
  command: z.optional(z.array(z.string()).check(z.minLength(1))),
  /** Arguments added to the client's own. */
  args: z._default(z.array(z.string()), []),
  env: z._default(z.record(z.string(), z.string()), {}),
  /** Where the client works, relative to the project folder. */
  cwd: z._default(z.string(), '.'),
  description: z._default(z.string(), ''),
  /** Appended to the client's system prompt. */
  instructions: z._default(z.string(), ''),
  /** Words that make `@auto` prefer this agent. */
  keywords: z._default(z.array(z.string()), []),
  /** What becomes of a run whose client died in mid-turn. */
  onClientDeath: z._default(z.enum(['report', 'rerun']), 'report'),
  /** Whether an answer waits for background work that its turn left running, such as subagents or a dev server. */
  backgroundTasks: z._default(z.enum(['wait', 'ignore']), 'wait'),
});

const agent = agentFields.check(
  z.refine(({ client, command }) => client !== 'command' || command !== undefined, {
    path: ['command'],
    error: "the client 'command' needs the program to run, as an argv array",
  }),
);

export const configSchema = z.strictObject({
  $schema: z.optional(z.string()),
  agents: z.record(agentName, agent),
  /** What Ctrl-G does with a prompt that names no agent: `menu`, `auto`, `edit` or an agent's name. */
  default: z._default(z.string(), 'menu'),
  /** The person's own editor as a shell command; it is given the file as its last argument. */
  editor: z.optional(z.string()),
  deadlineMinutes: z._default(z.number().check(z.positive(), z.maximum(YEAR_IN_MINUTES)), 30),
  /** The answer that is put into the prompt file: {agent} {task} {duration} {outcome} {result}. */
  answerTemplate: z._default(
    z.string().check(z.refine((text) => text.includes('{result}'), 'the template must contain {result}')),
    '[ctrlg] {agent} · {outcome} in {duration} · task {task}\n\n{result}',
  ),
});

export type Config = z.infer<typeof configSchema>;
export type AgentConfig = Config['agents'][string];

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
