import * as z from 'zod/mini';
import type { ClientEvent } from './client.ts';

/** What a connector tells, as a file in the agent's events folder: our own vocabulary, one object, under a version. */
export const connectorEvent = (event: ClientEvent): string => JSON.stringify({ ctrlg_event: 1, ...event });

const turn = z.optional(z.object({ file: z.string(), id: z.string() }));
const usage = z.optional(
  z.object({ tokensIn: z.number(), tokensOut: z.number(), costUsd: z.nullable(z.number()) }),
);
const one = { ctrlg_event: z.literal(1) };

const schema = z.discriminatedUnion('kind', [
  z.object({ ...one, kind: z.literal('ready'), conversationId: z.string() }),
  z.object({
    ...one,
    kind: z.literal('submitted'),
    prompt: z.string(),
    conversationId: z.string(),
    goesOnByItself: z._default(z.boolean(), false),
    turn,
  }),
  z.object({ ...one, kind: z.literal('asks'), question: z.string(), id: z.optional(z.string()) }),
  z.object({ ...one, kind: z.literal('goes-on'), question: z.optional(z.string()) }),
  z.object({
    ...one,
    kind: z.literal('stopped'),
    text: z.string(),
    resultFile: z.nullable(z.string()),
    pending: z.array(z.string()),
    turn,
    usage,
  }),
  z.object({
    ...one,
    kind: z.literal('failed'),
    error: z.string(),
    why: z.enum(['overloaded', 'rate-limit', 'network', 'usage-limit', 'other']),
    until: z.nullable(z.string()),
    turn,
    usage,
  }),
  z.object({ ...one, kind: z.literal('interrupted'), usage }),
  z.object({ ...one, kind: z.literal('cut-off') }),
]);

/** The event of a connector's file; undefined for anything else. */
export function readConnectorEvent(raw: unknown): ClientEvent | undefined {
  const { success, data } = schema.safeParse(raw);
  if (!success) return undefined;
  const { ctrlg_event: _, ...event } = data;
  return event;
}
