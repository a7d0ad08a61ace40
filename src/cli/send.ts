import { sendMessage } from '../api/messages.ts';
import { everyAgent } from '../project/pool.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { messageFields } from './message-fields.ts';
import { isTerminal, printJson, printLine, tell } from './output.ts';
import { readTextOf } from './read-text.ts';
import { assertKnown, openWorkplace } from './workplace.ts';

export interface SendOptions {
  /** Sent twice under one key, a message is told once. */
  readonly key?: string;
  readonly json?: true;
}

/** `ctrlg send AGENT [TEXT|-]`: the id of the message alone on standard output, for scripts. */
export async function send(
  agent: string,
  text: string | undefined,
  { key, json }: SendOptions,
): Promise<number> {
  const workplace = openWorkplace();
  assertKnown([agent], everyAgent(workplace.config));
  const words = await readTextOf(text, { what: 'message', empty: 'Say what the agent is to know.' });
  const message = await sendMessage(workplace, agent, words, { idempotencyKey: key });
  if (json) printJson({ messages: [messageFields(message)] });
  else printLine(message.id);
  if (!json && isTerminal('stderr'))
    tell(`${agent} is told at its next safe moment: ctrlg messages ${agent}`);
  return EXIT_CODES.done;
}
