import type { ClientEvent } from './client.ts';
import { wholeAnswer } from './gemini-answer.ts';
import { geminiFailure } from './gemini-failure.ts';
import { type LastSign, lastSign } from './gemini-transcript.ts';

type TurnEnd = Extract<ClientEvent, { kind: 'stopped' | 'failed' }>;
/** As Gemini CLI's events name the conversation's file and the moment. */
export interface TurnMoment {
  readonly transcript_path: string;
  readonly timestamp: string;
}

/** A turn has no id of its own: the moments of its events bound it. */
export const turnRecord = ({ transcript_path: file, timestamp: id }: TurnMoment) =>
  file && id ? { turn: { file, id } } : {};

/** `said` is what the event has of the answer. */
export function endOf(sign: LastSign | undefined, said: string, data: TurnMoment): TurnEnd {
  if (sign?.kind === 'failed') return { ...geminiFailure(sign.error), ...turnRecord(data) };
  const text = sign?.kind === 'answered' && sign.text ? wholeAnswer(sign.text, said) : said;
  if (text === '') return { ...geminiFailure('The turn ended without an answer.'), ...turnRecord(data) };
  return { kind: 'stopped', text, resultFile: null, pending: [], ...turnRecord(data) };
}

export function signIn(file: string): LastSign | undefined {
  try {
    return lastSign(file);
  } catch {
    return undefined;
  }
}
