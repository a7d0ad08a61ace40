import type { Status } from '../status/status.ts';
import type { Hold } from './hold.ts';
import type { Phase } from './phase.ts';
import type { Question } from './questions.ts';

type Fields = Pick<
  Status,
  'status' | 'blocked_on' | 'question_id' | 'retry_at' | 'attended' | 'current_task' | 'queue'
>;

/** A passing trouble that the agent waits for: the attempt that comes next, of how many, and when (ISO 8601). */
export interface RetryWait {
  readonly at: string;
  readonly why: string;
  readonly attempt: number;
  readonly of: number;
}

/** The fields of the status file that follow from what the wrapper knows. */
export function statusFields(
  phase: Phase,
  question: Pick<Question, 'text' | 'id'> | undefined,
  hold: Hold,
  queue: string[],
  wait?: RetryWait,
): Fields {
  // While a turn is on, what waits is not what keeps the agent.
  const retry = wait && phase.kind === 'idle' ? wait : undefined;
  const blockedOn = question?.text ?? hold.reason ?? (retry ? retryWords(retry) : null);
  return {
    status: blockedOn ? 'blocked' : ACTIVITY[phase.kind],
    blocked_on: blockedOn,
    question_id: question?.id ?? null,
    retry_at: retry && !question && !hold.reason ? retry.at : null,
    attended: phase.kind === 'attended' || hold.isDraft,
    current_task: 'claim' in phase ? phase.claim.taskId : null,
    queue,
  };
}

/** A limit names its own end; any other wait is one of a few attempts. */
const retryWords = ({ why, attempt, of }: RetryWait): string =>
  why.startsWith('usage limit') ? why : `retrying (${attempt} of ${of}): ${why}`;

const ACTIVITY = {
  starting: 'starting',
  gone: 'starting',
  idle: 'idle',
  delivering: 'working',
  running: 'working',
  warming: 'working',
  attended: 'working',
} as const satisfies Record<Phase['kind'], Status['status']>;
