import type * as z from 'zod/mini';
import type { Usage } from '../../clients/client.ts';
import { parseJson } from '../../system/parse-json.ts';
import { type Block, block, content, type Message, message, type modelUsage, type Of } from './message.ts';
import { questionText } from './question.ts';

/** What one message of Claude Code's stream says to us. */
export type Said =
  /** It takes prompts now. */
  | { readonly kind: 'initialized' }
  /** It has begun with the prompt that was sent with this id. */
  | { readonly kind: 'took'; readonly id: string }
  /** `idle` is told once all of a turn is over. */
  | { readonly kind: 'state'; readonly state: 'idle' | 'running' | 'requires_action' }
  | { readonly kind: 'text'; readonly text: string }
  /** `isHelper`: of a subagent. */
  | { readonly kind: 'tool'; readonly name: string; readonly input: unknown; readonly isHelper: boolean }
  /** `question` is the one that was asked for it, if any was. */
  | { readonly kind: 'tool-done'; readonly question: string; readonly error: string | null }
  | { readonly kind: 'asks'; readonly id: string; readonly tool: string; readonly input: unknown }
  /** It needs no answer to this question any more. */
  | { readonly kind: 'unasks'; readonly id: string }
  /** What runs in the background now. */
  | { readonly kind: 'background'; readonly tasks: readonly string[] }
  /** The word for the failure that the turn will end with. */
  | { readonly kind: 'failing'; readonly error: string }
  /** When a usage limit of the person's plan ends, in ms since the epoch. */
  | { readonly kind: 'limit'; readonly untilMs: number }
  | { readonly kind: 'compacted' }
  | { readonly kind: 'retries'; readonly attempt: number; readonly of: number; readonly why: string }
  | TurnEnd;

export interface TurnEnd {
  readonly kind: 'end';
  readonly how: 'done' | 'failed' | 'interrupted';
  /** What was said last, or what went wrong. */
  readonly text: string;
  /** The conversation that it goes on in: another one after `/clear`. */
  readonly conversationId: string;
  /** Of this turn, its subagents included. */
  readonly usage: Usage;
}

/** The id under which the request to begin is sent. */
export const INITIALIZE = 'ctrlg-initialize';

/** Reads the stream, one line at a time; what says nothing to us is dropped. */
export class Reader {
  /** The messages whose text has come in pieces: it comes as a whole once more. */
  readonly #streamed = new Set<string>();
  /** What is asked for the tools that have been called, by the calls' ids. */
  readonly #calls = new Map<string, string>();

  read(line: string): Said[] {
    const { success, data } = message.safeParse(parseJson(line));
    return success ? this.#said(data) : [];
  }

  #said(one: Message): Said[] {
    switch (one.type) {
      case 'system':
        return fromSystem(one);
      case 'command_lifecycle':
        return one.state === 'started' ? [{ kind: 'took', id: one.command_uuid }] : [];
      case 'stream_event':
        return this.#piece(one);
      case 'assistant':
        return this.#fromAssistant(one);
      case 'user':
        return this.#fromUser(one);
      case 'control_request':
        return one.request.subtype === 'can_use_tool'
          ? [{ kind: 'asks', id: one.request_id, tool: one.request.tool_name, input: one.request.input }]
          : [];
      case 'control_cancel_request':
        return [{ kind: 'unasks', id: one.request_id }];
      case 'control_response':
        return one.response.request_id === INITIALIZE ? [{ kind: 'initialized' }] : [];
      case 'rate_limit_event': {
        const { status, resetsAt } = one.rate_limit_info;
        return status === 'rejected' && resetsAt ? [{ kind: 'limit', untilMs: resetsAt * 1_000 }] : [];
      }
      case 'result':
        this.#streamed.clear();
        this.#calls.clear();
        return [turnEnd(one)];
      default:
        return one satisfies never;
    }
  }

  #piece({ event, parent_tool_use_id }: Of<'stream_event'>): Said[] {
    if (parent_tool_use_id !== null) return [];
    if (event.message) this.#streamed.add(event.message.id);
    return event.delta?.type === 'text_delta' ? [{ kind: 'text', text: event.delta.text }] : [];
  }

  #fromAssistant({ error, message: { id, content }, parent_tool_use_id }: Of<'assistant'>): Said[] {
    const isHelper = parent_tool_use_id !== null;
    // Its text is that of the failed turn's end.
    if (error !== '') return isHelper ? [] : [{ kind: 'failing', error }];
    return blocksOf(content).flatMap((block): Said[] => {
      if (block.type === 'tool_use') {
        const { name, input } = block;
        this.#calls.set(block.id, questionText(name, input));
        return [{ kind: 'tool', name, input, isHelper }];
      }
      const isNew = block.type === 'text' && !isHelper && !this.#streamed.has(id);
      return isNew ? [{ kind: 'text', text: block.text }] : [];
    });
  }

  #fromUser({ isReplay, uuid, message }: Of<'user'>): Said[] {
    // A release that tells nothing of a prompt's life still sends it back.
    if (isReplay) return [{ kind: 'took', id: uuid }];
    const results = blocksOf(message.content).filter(({ type }) => type === 'tool_result');
    return results.map(({ is_error, content, tool_use_id }) => {
      const question = this.#calls.get(tool_use_id) ?? '';
      this.#calls.delete(tool_use_id);
      return { kind: 'tool-done', question, error: is_error ? resultText(content) : null };
    });
  }
}

function fromSystem({ subtype, state, tasks, attempt, max_retries, error }: Of<'system'>): Said[] {
  if (subtype === 'session_state_changed' && state) return [{ kind: 'state', state }];
  if (subtype === 'background_tasks_changed')
    return [
      {
        kind: 'background',
        tasks: tasks.map(({ description, task_id }) => description || task_id || 'a task'),
      },
    ];
  if (subtype === 'compact_boundary') return [{ kind: 'compacted' }];
  return subtype === 'api_retry' ? [{ kind: 'retries', attempt, of: max_retries, why: error }] : [];
}

/** A failure of the API comes as `success` with `is_error`; an interruption as an error with `aborted_…`. */
function turnEnd(result: Of<'result'>): TurnEnd {
  const { subtype, is_error, terminal_reason, errors, session_id } = result;
  const isInterrupted = terminal_reason.startsWith('aborted');
  const isFailed = is_error || subtype !== 'success';
  const text = result.result || (isFailed ? errors.join('\n') || subtype : '');
  return {
    kind: 'end',
    how: isInterrupted ? 'interrupted' : isFailed ? 'failed' : 'done',
    text,
    conversationId: session_id,
    usage: usageOf(Object.values(result.model_usage_since_last_result)),
  };
}

/** `total_cost_usd` grows from turn to turn, and `usage` leaves the subagents out: only these figures are the turn's. */
function usageOf(models: z.infer<typeof modelUsage>[]): Usage {
  let [tokensIn, tokensOut, costUsd] = [0, 0, 0];
  for (const model of models) {
    tokensIn += model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens;
    tokensOut += model.outputTokens;
    costUsd += model.costUSD;
  }
  return { tokensIn, tokensOut, costUsd };
}

const blocksOf = (value: string | Block[]): Block[] =>
  typeof value === 'string' ? [block.parse({ type: 'text', text: value })] : value;

function resultText(value: unknown): string {
  const { success, data } = content.safeParse(value);
  return success
    ? blocksOf(data)
        .map(({ text }) => text)
        .join('\n')
    : '';
}
