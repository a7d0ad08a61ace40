import type { Status } from '../status/status.ts';
import type { Hold } from './hold.ts';
import type { Phase } from './phase.ts';

type Fields = Pick<Status, 'status' | 'blocked_on' | 'attended' | 'current_task' | 'queue'>;

/** The fields of the status file that follow from what the wrapper knows. */
export function statusFields(
  phase: Phase,
  question: string | undefined,
  hold: Hold,
  queue: string[],
): Fields {
  const blockedOn = question ?? hold.reason ?? null;
  return {
    status: blockedOn ? 'blocked' : ACTIVITY[phase.kind],
    blocked_on: blockedOn,
    attended: phase.kind === 'attended' || hold.isDraft,
    current_task: 'claim' in phase ? phase.claim.taskId : null,
    queue,
  };
}

const ACTIVITY = {
  starting: 'starting',
  gone: 'starting',
  idle: 'idle',
  delivering: 'working',
  running: 'working',
  attended: 'working',
} as const satisfies Record<Phase['kind'], Status['status']>;
