import { promptText } from '../asking/prompt-text.ts';
import { putPlan } from '../asking/put-plan.ts';
import { everyAgent } from '../project/pool.ts';
import type { Database } from '../system/database.ts';
import { UserError } from '../system/errors.ts';
import { deliveryOf } from '../tasks/messages.ts';
import { delegationOf } from '../tasks/parent.ts';
import { readTask } from '../tasks/put.ts';
import { readResult, reportTask, taskIds } from '../tasks/report.ts';
import { openTaskStore } from '../tasks/store.ts';
import { isMessage, type Task } from '../tasks/task.ts';
import type { Message, MessagesOptions, SendOptions } from './ctrlg.ts';
import { startAgents } from './put-tasks.ts';
import { strangerIn, type Workplace } from './workplace.ts';

/** What is longer is more than a message. */
const MOST_BYTES = 64 * 1024;

/** `Ctrlg.send`. Throws a UserError for an agent that there is not, and for a message that cannot be put. */
export async function sendMessage(
  workplace: Workplace,
  agent: string,
  text: string,
  { idempotencyKey }: SendOptions = {},
): Promise<Message> {
  const { project, config } = workplace;
  const stranger = strangerIn([agent], everyAgent(config));
  if (stranger) throw new UserError(stranger.what, stranger.mend);
  assertMessage(text);
  const plan = { isCommand: false, isBackground: true, priority: 'normal', after: [] } as const;
  const put = await putPlan({
    project,
    config,
    context: '',
    planned: [
      { ...plan, timeoutMinutes: undefined, retries: undefined, agent, target: agent, prompt: text, why: '' },
    ],
    origin: 'send',
    delegation: delegationOf(process.env),
    idempotencyKey,
  });
  await startAgents(project, put);
  return withStore(project.home, (store) => messageOf(project.home, put[0]!.task, store));
}

function assertMessage(text: string): void {
  promptText(Buffer.from(text), 'The message', 'Nothing was sent.');
  if (text.trim() === '') throw new UserError('The message is empty.', 'Say what the agent is to know.');
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES)
    throw new UserError(
      `The message has ${Math.ceil(bytes / 1024)} KB; ${MOST_BYTES / 1024} KB is the most.`,
      'Put it into a file, and name that; or give the agent a task.',
    );
}

const SHOWN = 20;

/** `Ctrlg.messages`. */
export function listMessages(home: string, { agent, limit = SHOWN }: MessagesOptions): Message[] {
  return withStore(home, (store) => {
    const found: Message[] = [];
    for (const id of taskIds(home)) {
      if (found.length >= limit) break;
      const task = readTask(home, id);
      if (task && isMessage(task) && (agent ?? task.agent) === task.agent)
        found.push(messageOf(home, task, store));
    }
    return found;
  });
}

function messageOf(home: string, task: Task, store: Database): Message {
  const { prompt, done } = reportTask(home, task.id, store)!;
  const delivery = deliveryOf(store, task.id);
  const isOwnTurn = delivery !== undefined && !delivery.isMidTurn;
  return {
    id: task.id,
    agent: task.agent,
    text: prompt,
    from: task.parent === null ? null : (readTask(home, task.parent)?.agent ?? null),
    sentAt: task.created_at,
    state: delivery ? 'delivered' : done ? 'not-delivered' : 'waiting',
    deliveredAt: delivery?.at ?? null,
    how: delivery ? (delivery.isMidTurn ? 'mid-turn' : 'own-turn') : null,
    reason: done?.reason ?? '',
    reply: done && isOwnTurn ? readResult(home, task.id).toString('utf8') : null,
  };
}

function withStore<T>(home: string, use: (store: Database) => T): T {
  const store = openTaskStore(home);
  try {
    return use(store);
  } finally {
    store.close();
  }
}
