import type { Config } from '../project/config.ts';
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
  const agentOf = new Map(asked.map(({ task }) => [task.id, targetOf(task)]));
  const blocks = asked.map((one) => blockOf(one, config, (id) => agentOf.get(id) ?? id));
  return [context, ...blocks]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** One of several that were asked together is asked again alone. */
const targetOf = ({ target = '', agent }: Task): string =>
  target === '' || target === 'all' ? agent : target;

function blockOf({ task, prompt }: Asked, config: Config, nameOf: (id: string) => string): string {
  const options = optionsOf(task, config, nameOf);
  const mention = `@${targetOf(task)}${options.length > 0 ? `(${options.join(', ')})` : ''}`;
  const sign = task.form === 'command' ? '!' : task.is_background ? '&' : '';
  return `${mention}${sign} ${escaped(prompt, config)}`;
}

function optionsOf(task: Task, config: Config, nameOf: (id: string) => string): string[] {
  const minutes = (Date.parse(task.deadline_at) - Date.parse(task.created_at)) / 60_000;
  const isOwn = Math.abs(minutes - config.deadlineMinutes) > 0.01;
  return [
    ...(task.priority === 'normal' ? [] : [`priority=${task.priority}`]),
    ...(isOwn ? [`timeout=${Number(minutes.toFixed(2))}m`] : []),
    ...task.after.map((id) => `after=${nameOf(id)}`),
  ];
}

/** A line of the prompt that would begin a block of its own got its backslash taken off when it was read. */
function escaped(prompt: string, config: Config): string {
  const names = [...Object.keys(config.agents), 'auto', 'all', 'tag:', 'workflow:'];
  return prompt.replaceAll(new RegExp(`^@(?=(?:${names.join('|')}))`, 'gm'), '\\@');
}
