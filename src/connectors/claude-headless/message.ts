import * as z from 'zod/mini';

/** One odd field must not cost the message: a turn whose end was not understood would never end. */
const count = z.catch(z.number(), 0);
const words = z.catch(z.string(), '');
const flag = z.catch(z.boolean(), false);
const parent = z.catch(z.nullable(z.string()), null);

export const block = z.looseObject({
  type: z.string(),
  text: words,
  id: words,
  name: words,
  input: z.optional(z.unknown()),
  tool_use_id: words,
  content: z.optional(z.unknown()),
  is_error: flag,
});
export const content = z.catch(z.union([z.string(), z.array(block)]), '');
export const modelUsage = z.looseObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheCreationInputTokens: count,
  costUSD: count,
});

/** One message of the stream, as much of it as is read. */
export const message = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('system'),
    subtype: z.string(),
    state: z.catch(z.optional(z.enum(['idle', 'running', 'requires_action'])), undefined),
    tasks: z.catch(z.array(z.looseObject({ description: words, task_id: words })), []),
    attempt: count,
    max_retries: count,
    error: words,
  }),
  z.looseObject({ type: z.literal('command_lifecycle'), command_uuid: z.string(), state: z.string() }),
  z.looseObject({
    type: z.literal('stream_event'),
    parent_tool_use_id: parent,
    event: z.looseObject({
      type: z.string(),
      message: z.optional(z.looseObject({ id: words })),
      delta: z.optional(z.looseObject({ type: words, text: words })),
    }),
  }),
  z.looseObject({
    type: z.literal('assistant'),
    parent_tool_use_id: parent,
    error: words,
    message: z.looseObject({ id: words, content }),
  }),
  z.looseObject({
    type: z.literal('user'),
    uuid: words,
    isReplay: flag,
    message: z.looseObject({ content }),
  }),
  z.looseObject({
    type: z.literal('control_request'),
    request_id: z.string(),
    request: z.looseObject({ subtype: z.string(), tool_name: words, input: z.optional(z.unknown()) }),
  }),
  z.looseObject({ type: z.literal('control_cancel_request'), request_id: z.string() }),
  z.looseObject({
    type: z.literal('control_response'),
    response: z.looseObject({ request_id: words }),
  }),
  z.looseObject({
    type: z.literal('rate_limit_event'),
    rate_limit_info: z.looseObject({ status: words, resetsAt: z.optional(z.nullable(z.number())) }),
  }),
  z.looseObject({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: flag,
    terminal_reason: words,
    result: words,
    errors: z.catch(z.array(z.string()), []),
    session_id: z.string(),
    model_usage_since_last_result: z.catch(z.record(z.string(), modelUsage), {}),
  }),
]);
export type Message = z.infer<typeof message>;
export type Of<Type extends Message['type']> = Extract<Message, { type: Type }>;

export type Block = z.infer<typeof block>;
