import type { Witness } from '../clients/client.ts';
import type { Phase } from './phase.ts';
import type { Question } from './questions.ts';

/** What the client's own session file adds to its events; alone it decides nothing but these four. */
export type Testimony =
  | { readonly kind: 'nothing' }
  /** The turn was interrupted: in some clients Esc, or a refused permission, fires no event. */
  | { readonly kind: 'turn-over' }
  /** A command for the client itself was taken: that fires no event either. */
  | { readonly kind: 'command-taken' }
  /** A dialog is open that no event announced. */
  | { readonly kind: 'asks'; readonly question: Question }
  /** The question was answered, and the tool it was about still runs. */
  | { readonly kind: 'answered' };

/** The session file may say idle, or waiting, a moment before the event that says so too. */
const GRACE_MS = 500;
/** After an answer from afar it says waiting until the client has taken it in. */
const TAKE_IN_MS = 3_000;

/** Reads the second source against what the events have told. */
export function hearWitness(
  witness: Witness,
  known: { phase: Phase; question: Question | undefined; answeredMs?: number | undefined },
  nowMs: number,
): Testimony {
  const { phase, question, answeredMs = 0 } = known;
  const isSettled = nowMs - witness.sinceMs > GRACE_MS;
  const isAnswered = witness.sinceMs <= answeredMs && nowMs - answeredMs < TAKE_IN_MS;
  if (witness.state === 'waiting' && !question && isSettled && !isAnswered) {
    const text = `It waits for a person: ${witness.waitingFor}`;
    return { kind: 'asks', question: { text, sinceMs: witness.sinceMs } };
  }
  if (witness.state === 'stuck' && !question && phase.kind === 'running')
    return { kind: 'asks', question: { text: witness.waitingFor, sinceMs: witness.sinceMs } };
  if (witness.state === 'busy') {
    if (question && witness.sinceMs > question.sinceMs) return { kind: 'answered' };
    if (phase.kind === 'warming' || (phase.kind === 'delivering' && phase.isCommand))
      return { kind: 'command-taken' };
  }
  const isOver =
    witness.state === 'idle' && isSettled && 'sinceMs' in phase && witness.sinceMs > phase.sinceMs;
  return isOver ? { kind: 'turn-over' } : { kind: 'nothing' };
}
