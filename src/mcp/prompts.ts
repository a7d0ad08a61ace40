import { ErrorCode, type GetPromptResult, McpError, type Prompt } from '@modelcontextprotocol/sdk/types.js';
import { shortened } from './error-text.ts';

interface Flow extends Prompt {
  text(given: Readonly<Record<string, string>>): string;
}

const FLOWS: readonly Flow[] = [
  {
    name: 'delegate',
    title: 'Delegate',
    description: 'Have one agent do something while you go on',
    arguments: [
      { name: 'task', description: 'What is to be done', required: true },
      { name: 'agent', description: 'Who is to do it' },
    ],
    text: ({ task, agent }) =>
      `Delegate this with assign_task to ${agent ? `the agent '${agent}'` : "the agent that fits best (get_agents, or 'auto')"}. ` +
      'Write a prompt that stands by itself: what is wanted, where, and how it is to be checked. Go on with your own work, ' +
      `fetch the result with wait_for_tasks, and check it before you rely on it.\n\n${task}`,
  },
  {
    name: 'investigate',
    title: 'Investigate in parallel',
    description: 'Have several agents look into one question, each from its own side',
    arguments: [{ name: 'question', description: 'What is to be found out', required: true }],
    text: ({ question }) =>
      'Investigate this with several agents at once. Think of three different ways it could be answered, see get_agents, and ' +
      'give each way to another agent with assign_task, saying that nothing is to be changed. Wait for all with ' +
      `wait_for_tasks (again while some are open), then compare what they found, and say where they disagree.\n\n${question}`,
  },
  {
    name: 'plan_code_test',
    title: 'Plan, code, test',
    description: 'Have one agent plan, one write and one test',
    arguments: [{ name: 'goal', description: 'What is to be built', required: true }],
    text: ({ goal }) =>
      'Build this with agents, see get_agents. First a plan (assign_task, wait_for_tasks); judge it. Then assign the ' +
      "writing with the plan as its context, and a test of it with 'after' set to the writing's id. Wait for both. Where the " +
      `tests fail, assign the mending with what failed as its context. Report what was changed and what was seen to work.\n\n${goal}`,
  },
];

export const listedPrompts = (): Prompt[] => FLOWS.map(({ text: _, ...prompt }) => prompt);

/** A flow with its arguments put in. */
export function promptOf(name: string, given: Readonly<Record<string, string>> = {}): GetPromptResult {
  const flow = FLOWS.find((one) => one.name === name);
  if (!flow)
    throw new McpError(
      ErrorCode.InvalidParams,
      `There is no prompt '${shortened(name)}'. Known prompts: ${FLOWS.map((one) => one.name).join(', ')}.`,
    );
  const missing = flow.arguments?.find((one) => one.required && !given[one.name]?.trim());
  if (missing)
    throw new McpError(ErrorCode.InvalidParams, `The prompt '${name}' needs '${missing.name}'. Give it.`);
  return { messages: [{ role: 'user', content: { type: 'text', text: flow.text(given) } }] };
}
