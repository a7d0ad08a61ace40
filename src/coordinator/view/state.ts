import type { AgentState } from '../../status/status.ts';
import { spokenDuration } from '../../system/clock.ts';
import type { Done } from '../../tasks/done-marker.ts';
import { spokenOutcome } from '../../tasks/spoken-outcome.ts';

/** How a waiting task stands, for the person who waits. */
export type WaitState =
  /** Other tasks must be done first: their agents. */
  | { readonly kind: 'waiting'; readonly on: readonly string[] }
  /** It failed and is tried again by itself. */
  | { readonly kind: 'retrying'; readonly inMs: number; readonly because: string }
  | { readonly kind: 'ended'; readonly done: Done }
  | { readonly kind: 'starting' }
  | { readonly kind: 'queued'; readonly place: Place | undefined }
  | { readonly kind: 'working' }
  /** The agent asks its person something; until then nothing goes on. */
  | {
      readonly kind: 'blocked';
      readonly question: string;
      /** By which it can be answered from here; null where it cannot. */
      readonly questionId: string | null;
      readonly place: Place | undefined;
    }
  /** A person uses the agent's window by hand. */
  | { readonly kind: 'attended'; readonly place: Place | undefined };

/** A place in an agent's queue, the first being 1. */
export interface Place {
  readonly nth: number;
  readonly of: number;
}

/** What is known of a task beside its agent's status. */
export interface TaskFacts {
  readonly done?: Done | undefined;
  /** The agents whose tasks it still waits for. */
  readonly waitsFor?: readonly string[];
  readonly retry?: { readonly inMs: number; readonly because: string } | undefined;
}

export function waitStateOf(taskId: string, agent: AgentState, facts: TaskFacts = {}): WaitState {
  if (facts.done) return { kind: 'ended', done: facts.done };
  if (facts.waitsFor && facts.waitsFor.length > 0) return { kind: 'waiting', on: facts.waitsFor };
  if (facts.retry) return { kind: 'retrying', ...facts.retry };
  if (agent.kind !== 'live') return { kind: 'starting' };
  const {
    status,
    blocked_on: question,
    question_id: questionId,
    attended,
    current_task,
    queue,
  } = agent.status;
  const nth = queue.indexOf(taskId) + 1;
  const place = nth > 0 ? { nth, of: queue.length } : undefined;
  if (question !== null) return { kind: 'blocked', question, questionId, place };
  if (status === 'starting') return { kind: 'starting' };
  if (current_task === taskId) return { kind: 'working' };
  return attended ? { kind: 'attended', place } : { kind: 'queued', place };
}

/** `working`, `queued 2nd of 3`, `blocked, queued 2nd of 3`. */
export function spokenState(state: WaitState): string {
  switch (state.kind) {
    case 'starting':
    case 'working':
      return state.kind;
    case 'queued':
      return state.place ? spokenPlace(state.place) : 'queued';
    case 'blocked':
    case 'attended':
      return state.place && state.place.of > 1 ? `${state.kind}, ${spokenPlace(state.place)}` : state.kind;
    case 'waiting':
      return `waiting for ${state.on.join(', ')}`;
    case 'retrying':
      return state.inMs > 0 ? `retrying in ${spokenDuration(state.inMs)}` : 'retrying';
    case 'ended':
      return spokenOutcome(state.done);
    default:
      return state satisfies never;
  }
}

const spokenPlace = ({ nth, of }: Place): string =>
  of === 1 ? 'queued, next' : `queued ${ordinal(nth)} of ${of}`;

function ordinal(n: number): string {
  const suffix = { one: 'st', two: 'nd', few: 'rd', other: 'th' }[rules.select(n) as 'one'];
  return `${n}${suffix}`;
}

const rules = new Intl.PluralRules('en', { type: 'ordinal' });
