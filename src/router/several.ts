import { type Asked, type Dependencies, dependenciesOf } from './after.ts';
import { Binder, type PlannedTask, unknownAgent } from './bind.ts';
import { readBlocks } from './blocks.ts';
import { type Mistake, mistakeAt } from './mistake.ts';
import { readOptions } from './options.ts';
import type { Block } from './parts.ts';
import type { Plan, PlanRequest } from './plan.ts';
import { namesOf } from './top.ts';

const MOST_TASKS = 50;

/** Plans a prompt of any number of mentions; `unnamed`: it holds none, and goes on as the text that is given. */
export async function planSeveral(
  request: PlanRequest,
): Promise<Plan | { readonly kind: 'unnamed'; readonly prompt: string }> {
  const { config, prompt } = request;
  const read = readBlocks(prompt, namesOf(request));
  if (read.kind === 'unknown') return unknownAgent(config, read.name);
  if (read.kind === 'mistake') return read;
  const { context, blocks } = read;
  if (blocks.length === 0) return { kind: 'unnamed', prompt: context };
  const workflow = blocks.find(({ mention }) => mention.target.startsWith('workflow:'));
  return workflow ? workflowPlan(prompt, context, blocks, workflow) : taskPlan(request, context, blocks);
}

function workflowPlan(prompt: string, context: string, blocks: readonly Block[], workflow: Block): Plan {
  const { target, options, isCommand, isBackground, at } = workflow.mention;
  if (blocks.length > 1)
    return mistakeAt(
      prompt,
      at,
      `@${target} stands beside other mentions`,
      'A workflow has a prompt of its own.',
    );
  if (options !== undefined)
    return mistakeAt(prompt, at, `@${target} takes no options`, "Set them in the workflow's steps.");
  if (isCommand)
    return mistakeAt(prompt, at, `@${target}! is no command`, "Leave out the '!': its input is text.");
  const name = target.slice('workflow:'.length);
  return { kind: 'workflow', name, input: joined(context, workflow.text), isBackground };
}

async function taskPlan(request: PlanRequest, context: string, blocks: readonly Block[]): Promise<Plan> {
  const { prompt, config } = request;
  const all = questionsOf(prompt, blocks, Object.keys(config.agents));
  if (!Array.isArray(all)) return all;
  if (all.every(({ names }) => names.length === 0)) return unknownAgent(config, 'all');
  const needs = all.map((_, index) => dependenciesOf(prompt, all, index, request));
  const binder = new Binder(request);
  const tasks: PlannedTask[] = [];
  const wrong = needs.find((need) => need.kind === 'mistake');
  if (wrong) return wrong;
  for (const [index, { block, options, names }] of all.entries()) {
    const { target, isCommand, isBackground, at } = block.mention;
    const { after } = needs[index] as Dependencies;
    const subject = joined(context, block.text);
    for (const name of names) {
      const bound = await binder.bind(name, subject, at);
      if (bound.kind !== 'agent') return bound;
      const { agent } = bound;
      const why = target === 'all' ? 'everybody was asked' : bound.why;
      tasks.push({ ...options, agent, target, prompt: block.text, isCommand, isBackground, after, why });
    }
  }
  return { kind: 'tasks', context, tasks };
}

/** The blocks with their options read and `@all` spelled out. */
function questionsOf(
  prompt: string,
  blocks: readonly Block[],
  everybody: readonly string[],
): Asked[] | Mistake {
  const all: Asked[] = [];
  let count = 0;
  for (const block of blocks) {
    const { at, end, target, options: written } = block.mention;
    const read = readOptions(written);
    if (read.kind === 'wrong')
      return mistakeAt(prompt, at, `in '${prompt.slice(at, end)}' ${read.what}`, read.mend);
    const names = target === 'all' ? everybody : [target];
    all.push({ block, options: read.options, names, first: count });
    count += names.length;
    if (count > MOST_TASKS)
      return mistakeAt(prompt, at, `more than ${MOST_TASKS} tasks in one prompt`, 'Split it.');
  }
  return all;
}

const joined = (context: string, text: string): string => (context === '' ? text : `${context}\n\n${text}`);
