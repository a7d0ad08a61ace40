import * as z from 'zod';
import type { Message } from '../api/ctrlg.ts';
import { headOf } from './result-chunk.ts';
import { ADDS, READS, type Tool, tool } from './tool.ts';

const message = z.looseObject({ id: z.string(), agent: z.string(), state: z.string() });

const HEAD = 500;

const fieldsOf = ({ id, agent, state, how, deliveredAt, from, reason, text, reply }: Message) => ({
  id,
  agent,
  state,
  ...(how && { how, at: deliveredAt }),
  ...(from && { from }),
  ...(reason && { reason }),
  text: headOf(text, HEAD),
  ...(reply !== null && { reply: headOf(reply, HEAD) }),
});

const sendToAgent = tool({
  name: 'send_to_agent',
  title: 'Message an agent',
  description:
    'Tell a working agent something: in mid-turn where its client can, else after the turn. Wait for the id to get its reply.',
  input: z.object({
    agent: z.string(),
    message: z.string(),
    idempotency_key: z.string().min(1).optional(),
  }),
  output: message,
  annotations: ADDS,
  run: async ({ agent, message, idempotency_key }, ctrlg) => {
    const { id, state } = await ctrlg.send(agent, message, { idempotencyKey: idempotency_key });
    return { id, agent, state };
  },
});

const getAgentMessages = tool({
  name: 'get_agent_messages',
  title: 'List messages',
  description: 'Messages to agents: whether and how each was delivered, and the reply.',
  input: z.object({ agent: z.string().optional(), limit: z.int().min(1).max(100).default(20) }),
  output: z.object({ messages: z.array(message) }),
  annotations: READS,
  run: async ({ agent, limit }, ctrlg) => ({
    messages: (await ctrlg.messages({ agent, limit })).map(fieldsOf),
  }),
});

export const MESSAGE_TOOLS: readonly Tool[] = [sendToAgent, getAgentMessages];
