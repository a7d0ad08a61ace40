import * as z from 'zod/mini';
import type { Decision } from '../link.ts';
import type { RequestId, Spoken } from './rpc.ts';

/** A question of Codex's that waits for a person, in its window and here at the same time: the first answer counts. */
export interface Question {
  /** What the question is known by outside; undefined where Codex can be answered in its window only. */
  readonly id: string | undefined;
  readonly text: string;
  readonly thread: string;
  reply(decision: Decision): object;
}

const asked = z.looseObject({
  threadId: z.string(),
  turnId: z._default(z.nullable(z.string()), null),
  reason: z._default(z.nullable(z.string()), null),
  command: z._default(z.nullable(z.string()), null),
  grantRoot: z._default(z.nullable(z.string()), null),
  commandActions: z._default(z.nullable(z.array(z.looseObject({ command: z.string() }))), null),
  message: z._default(z.string(), ''),
  questions: z._default(z.array(z.looseObject({ question: z.string() })), []),
  permissions: z.optional(z.unknown()),
});
type Asked = z.infer<typeof asked>;

/** A refused command is told to the model, and the turn goes on: as when a person says no and what to do instead. */
const approval = (decision: Decision) => ({ decision: decision === 'approve' ? 'accept' : 'decline' });

interface Kind {
  text(asked: Asked): string;
  reply?(asked: Asked, decision: Decision): object;
}

const KINDS: Record<string, Kind> = {
  'item/commandExecution/requestApproval': {
    text: ({ command, commandActions, reason }) =>
      withReason(`Run: ${commandActions?.map((action) => action.command).join('; ') || command}`, reason),
    reply: (_, decision) => approval(decision),
  },
  'item/fileChange/requestApproval': {
    text: ({ reason, grantRoot }) =>
      withReason(grantRoot ? `Change files below ${grantRoot}` : 'Change files', reason),
    reply: (_, decision) => approval(decision),
  },
  'item/permissions/requestApproval': {
    text: ({ permissions, reason }) => withReason(`More permissions: ${JSON.stringify(permissions)}`, reason),
    reply: ({ permissions }, decision) => ({
      permissions: decision === 'approve' ? permissions : {},
      scope: 'turn',
    }),
  },
  'item/tool/requestUserInput': { text: ({ questions }) => questions.map((one) => one.question).join(' ') },
  'mcpServer/elicitation/request': { text: ({ message }) => message },
};

const withReason = (text: string, reason: string | null) => (reason ? `${text} (${reason})` : text);

/** The question in a request of Codex's; undefined when it asks for something that is no person's to answer. */
export function readQuestion({ method, params, id }: Spoken): Question | undefined {
  const kind = KINDS[method];
  if (!kind || id === undefined) return undefined;
  const known = asked.parse(params);
  return {
    // Codex counts its requests anew at each start, and an answer to an old one must not meet a new one.
    id: kind.reply && `${known.turnId}-${id}`,
    text: kind.text(known),
    thread: known.threadId,
    reply: (decision) => kind.reply?.(known, decision) ?? {},
  };
}

/** The questions that are open, by Codex's ids. */
export class Questions {
  readonly #open = new Map<RequestId, Question>();

  add(request: RequestId, question: Question): void {
    this.#open.set(request, question);
  }

  /** The question that is not open any more; undefined when it was none. */
  resolved(request: RequestId): Question | undefined {
    const question = this.#open.get(request);
    this.#open.delete(request);
    return question;
  }

  /** The one that has been open longest. */
  get first(): Question | undefined {
    return this.#open.values().next().value;
  }

  /** Codex's id of the question, and what to reply; undefined when it is answered already. */
  answer(id: string, decision: Decision): { request: RequestId; reply: object } | undefined {
    for (const [request, question] of this.#open)
      if (question.id === id) return { request, reply: question.reply(decision) };
    return undefined;
  }

  clear(): void {
    this.#open.clear();
  }
}
