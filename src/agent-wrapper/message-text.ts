import { readTask } from '../tasks/put.ts';
import type { Task } from '../tasks/task.ts';

/** A message as a prompt of its own: told after a turn, it must not be taken for new work. */
export const messagePrompt = (home: string, message: Task, text: string): string =>
  `${framed(home, message, text)}\n\nThis is a message and no task of its own: take it into account. Unless it asks for more, a short answer is enough.`;

/** A message as it is told in the middle of a turn. */
export const midTurnText = (home: string, message: Task, text: string): string =>
  `${framed(home, message, text)}\n\nTake it into account in what you are doing, and go on.`;

function framed(home: string, { parent }: Task, text: string): string {
  const sender = parent === null ? undefined : readTask(home, parent)?.agent;
  const from = sender === undefined ? 'the chief' : `agent ${sender}`;
  return `[message from ${from}]\n${text.trimEnd()}\n[end of message]`;
}
