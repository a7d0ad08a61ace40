import { taskFor, unknownAgent } from './bind.ts';
import { textAfter } from './mention.ts';
import type { Plan, PlanRequest } from './plan.ts';
import { namesOf, readTop } from './top.ts';

/** Plans what becomes of a prompt: by its mentions, else by the config's `default`. */
export async function planOf(request: PlanRequest): Promise<Plan> {
  const { config, prompt } = request;
  const top = prompt.length - prompt.trimStart().length;
  if (mayHoldMore(prompt, top)) return planMore(request);
  if (prompt[top] !== '@') return byDefault(request, prompt);
  const first = readTop(prompt, top, namesOf(request));
  if (first === undefined) return byDefault(request, prompt);
  if (first.kind === 'unknown') return unknownAgent(config, first.name);
  if (first.kind === 'mistake') return first;
  const { mention } = first;
  const { target, options, isCommand, isBackground } = mention;
  if (options !== undefined || target === 'all' || target.startsWith('workflow:')) return planMore(request);
  const text = prompt.slice(textAfter(prompt, mention));
  const planned = await taskFor(target, { ...request, prompt: text });
  if (planned.kind !== 'task') return planned;
  return { kind: 'tasks', context: '', tasks: [{ ...planned.task, isCommand, isBackground }] };
}

/** Whether there may be anything to read besides a mention at the top. Searched natively: it is felt on every key press. */
const mayHoldMore = (prompt: string, top: number): boolean =>
  prompt[top] === '\\' || prompt.includes('\n@', top) || prompt.includes('\n\\', top);

async function planMore(request: PlanRequest): Promise<Plan> {
  // Apart, since most prompts hold one mention and nothing else.
  const { planSeveral } = await import('./several.ts');
  const plan = await planSeveral(request);
  return plan.kind === 'unnamed' ? byDefault(request, plan.prompt) : plan;
}

async function byDefault(request: PlanRequest, prompt: string): Promise<Plan> {
  const { config, isDelegate } = request;
  const isForNobody = config.default === 'menu' || config.default === 'edit';
  if (isForNobody && !isDelegate)
    return config.default === 'edit' ? { kind: 'edit' } : { kind: 'menu', prompt };
  const target = isForNobody ? 'auto' : config.default;
  const planned = await taskFor(target, { ...request, prompt });
  if (planned.kind !== 'task') return planned;
  const why = target === 'auto' ? planned.task.why : 'the default agent';
  return { kind: 'tasks', context: '', tasks: [{ ...planned.task, why }] };
}
