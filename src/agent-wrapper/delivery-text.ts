import type { Client } from '../clients/client.ts';
import { lastTrouble } from '../tasks/parked.ts';
import { readPrompt, readTask, readWholePrompt } from '../tasks/put.ts';
import { attemptsOf } from '../tasks/queue.ts';
import type { Claim } from '../tasks/runs.ts';
import { isMessage } from '../tasks/task.ts';
import { goOnText, startOverText } from './go-on.ts';
import { messagePrompt } from './message-text.ts';
import type { Records } from './records.ts';
import { withSharedContext } from './with-shared-context.ts';

/** What is to be placed in the client's box for a claim, as the client takes it. */
export interface DeliveryText {
  readonly text: string;
  readonly isCommand: boolean;
}

/** The task's prompt, or, where an earlier turn at it had begun, what asks for the rest. */
export function deliveryText(
  records: Records,
  client: Client,
  claim: Claim,
  hasConversation: boolean,
): DeliveryText {
  const task = readTask(records.home, claim.taskId);
  const asked = readWholePrompt(records.home, claim.taskId);
  if (task?.form === 'command') return { text: asked.trim(), isCommand: true };
  const prompt = task && isMessage(task) ? messagePrompt(records.home, task, asked) : asked;
  // The first claim of a task has none before it: nothing is looked up for that.
  const hasBegun = claim.fence > 1 && attemptsOf(records.database, claim.taskId).goOn;
  if (!hasBegun)
    return { text: asText(client, withSharedContext(records, claim.taskId, prompt)), isCommand: false };
  const why = lastTrouble(records.database, claim.taskId);
  // What it shares with other tasks would not tell which one is meant.
  const text = hasConversation
    ? goOnText(why, readPrompt(records.home, claim.taskId))
    : withSharedContext(records, claim.taskId, startOverText(why, prompt), true);
  return { text: asText(client, text), isCommand: false };
}

/** An input box takes some prompts for commands; an API takes every one as it is. */
const asText = ({ channel }: Client, prompt: string): string =>
  channel.kind === 'editor' ? channel.asText(prompt) : prompt;
