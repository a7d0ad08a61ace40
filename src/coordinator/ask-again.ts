import type { Config } from '../project/config.ts';
import { agentConfigOf } from '../project/pool.ts';
import { asBlock, escapeMentions } from '../router/escape.ts';
import { namesOf } from '../router/top.ts';
import type { Task } from '../tasks/task.ts';

/** A task with its prompt, as it was put. */
export interface Asked {
  readonly task: Task;
  readonly prompt: string;
}

/**
 * The part of a prompt that asks for these tasks again: the shared context and a block each. What a block must come
 * after is named by its agent where that one is asked again too, else by its task's id.
 */
export function askAgain(asked: readonly Asked[], context: string, config: Config): string {
  const targets = new Map(asked.map(({ task }) => [task.id, targetOf(task)]));
  const names = namesOf({ config, isFile: () => false });
  const blocks = asked.map(({ task, prompt }) => {
    const after = [...new Set(task.after.map((id) => targets.get(id) ?? id))];
    return asBlock(mentionOf(task, after, config), prompt, names);
  });
  return [escapeMentions(context, names, true), ...blocks]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** One of several that were asked together is asked again alone. */
const targetOf = ({ target, agent }: Task): string => (target === 'all' ? agent : target);

function mentionOf(task: Task, after: readonly string[], config: Config): string {
  const options = optionsOf(task, after, config);
  const sign = task.form === 'command' ? '!' : task.is_background ? '&' : '';
  return `@${targetOf(task)}${options.length > 0 ? `(${options.join(', ')})` : ''}${sign}`;
}

/** What was said of a task beyond what the config says. */
function optionsOf(task: Task, after: readonly string[], config: Config): string[] {
  const seconds = (Date.parse(task.deadline_at) - Date.parse(task.created_at)) / 1_000;
  const isOwn = Math.abs(seconds - config.deadlineMinutes * 60) > 0.5;
  const retries = agentConfigOf(config, task.agent)?.retries ?? config.retries;
  return [
    ...(task.priority === 'normal' ? [] : [`priority=${task.priority}`]),
    ...(isOwn ? [`timeout=${spokenTimeout(seconds)}`] : []),
    ...(task.retries === retries ? [] : [`retries=${task.retries}`]),
    ...(after.length === 0 ? [] : [`after=${after.join(';')}`]),
  ];
}

const spokenTimeout = (seconds: number): string =>
  seconds % 60 === 0 ? `${seconds / 60}m` : `${Number(seconds.toFixed(3))}s`;
