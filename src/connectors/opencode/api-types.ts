import * as z from 'zod/mini';

/** What ctrlg reads of the answers of opencode's HTTP API; the rest of them is let pass. */

export const health = z.looseObject({ healthy: z.literal(true), version: z.string() });

const count = z._default(z.number(), 0);
const tokens = z._default(
  z.looseObject({
    input: count,
    output: count,
    reasoning: count,
    cache: z._default(z.looseObject({ read: count, write: count }), { read: 0, write: 0 }),
  }),
  { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
);

export const session = z.looseObject({
  id: z.string(),
  parentID: z.optional(z.string()),
  cost: count,
  tokens,
  model: z.optional(z.looseObject({ id: z.string(), providerID: z.string() })),
});
export type Session = z.infer<typeof session>;

/** Sessions that are idle are not listed. */
export const statuses = z.record(
  z.string(),
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('idle') }),
    z.looseObject({ type: z.literal('busy') }),
    z.looseObject({
      type: z.literal('retry'),
      attempt: z.number(),
      message: z.string(),
      /** When it asks the model again, in epoch ms. */
      next: z.number(),
    }),
  ]),
);
export type Statuses = z.infer<typeof statuses>;
export type Retry = Extract<Statuses[string], { type: 'retry' }>;

export const apiError = z.looseObject({
  name: z._default(z.string(), 'an error'),
  data: z._default(
    z.looseObject({
      message: z.optional(z.string()),
      statusCode: z.optional(z.number()),
      isRetryable: z.optional(z.boolean()),
      responseHeaders: z.optional(z.record(z.string(), z.unknown())),
      responseBody: z.optional(z.string()),
    }),
    {},
  ),
});
export type ApiError = z.infer<typeof apiError>;

export const part = z.object({
  id: z._default(z.string(), ''),
  messageID: z._default(z.string(), ''),
  type: z.string(),
  text: z._default(z.string(), ''),
  /** What a helper is asked, in a part of the type `subtask`. */
  prompt: z._default(z.string(), ''),
  /** Put in by opencode, not by whoever wrote the prompt. */
  synthetic: z._default(z.boolean(), false),
  time: z.optional(z.looseObject({ end: z.optional(z.number()) })),
  state: z.optional(z.object({ status: z.string() })),
  /** What a step took, in its last part. */
  cost: count,
  tokens,
});

export const message = z.looseObject({
  info: z.looseObject({
    /** Ids sort by time. */
    id: z.string(),
    role: z.enum(['user', 'assistant']),
    /** `true` for the message of a compaction; an object for a prompt. */
    summary: z.optional(z.unknown()),
    finish: z.optional(z.string()),
    error: z.optional(apiError),
    /** In epoch ms. */
    time: z._default(
      z.looseObject({ created: z.optional(z.number()), completed: z.optional(z.number()) }),
      {},
    ),
  }),
  parts: z.array(part),
});
export type Message = z.infer<typeof message>;

export const permission = z.looseObject({
  id: z.string(),
  sessionID: z.string(),
  permission: z.string(),
  patterns: z._default(z.array(z.string()), []),
  metadata: z._default(z.looseObject({}), {}),
});
export type Permission = z.infer<typeof permission>;

export const question = z.looseObject({
  id: z.string(),
  sessionID: z.string(),
  questions: z.array(z.looseObject({ question: z.string() })),
});
export type Question = z.infer<typeof question>;

export const command = z.looseObject({ name: z.string() });

const ofSession = z.optional(z.looseObject({ sessionID: z.optional(z.string()) }));

export const event = z.looseObject({
  type: z.string(),
  properties: z._default(
    z.looseObject({
      sessionID: z.optional(z.string()),
      messageID: z.optional(z.string()),
      partID: z.optional(z.string()),
      info: ofSession,
      part: ofSession,
      error: z.optional(apiError),
    }),
    {},
  ),
});
export type ApiEvent = z.infer<typeof event>;
