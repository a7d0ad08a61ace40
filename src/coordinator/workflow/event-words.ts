import { spokenDuration } from '../../system/clock.ts';
import type { AttemptKey, RunEvent, StepOutcome } from '../../workflows/run-events.ts';
import { type RunState, stateOf } from '../../workflows/run-state.ts';
import type { Workflow } from '../../workflows/workflow.ts';

const SPOKEN: Record<StepOutcome, string> = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  'passed-over': 'passed over',
};

export const spokenStepOutcome = (outcome: StepOutcome): string => SPOKEN[outcome];

/** An event as a line for a log; undefined for one that says nothing new to a person. */
export function eventWords(
  event: RunEvent,
  run: RunState,
  workflow: Workflow,
  id: string,
): string | undefined {
  switch (event.kind) {
    case 'attempt':
      return `${whichWords(event, run, workflow)}: ${event.agent === null ? 'runs its command' : `asks ${event.agent}, task ${event.task}`}`;
    case 'attempt-ended':
      return attemptEndWords(event, run, workflow);
    case 'question':
      return `${event.step}: waits for approval\n${event.question}\nApprove it: ctrlg approve ${id} ${event.step}\nOr not:     ctrlg approve ${id} ${event.step} --no`;
    case 'answered':
      return `${event.step}: ${event.isYes ? 'approved' : 'not approved'}${event.note === '' ? '' : `: ${event.note}`}`;
    case 'step-ended': {
      const { openedAt } = stateOf(run, event.step);
      const took = openedAt === undefined ? '' : ` in ${spokenDuration(event.at - openedAt)}`;
      const why = event.reason === '' ? '' : `: ${event.reason}`;
      return `${event.step}: ${SPOKEN[event.outcome]}${took}${why}`;
    }
    case 'cancel-asked':
      return 'the run is being cancelled';
    case 'begun':
    case 'engine':
    case 'opened':
    case 'ended':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Of the only attempt of a step the step's own end says it all. */
function attemptEndWords(
  event: Extract<RunEvent, { kind: 'attempt-ended' }>,
  run: RunState,
  workflow: Workflow,
): string | undefined {
  const which = whichWords(event, run, workflow);
  if (which === event.step) return undefined;
  const why = event.reason === '' ? '' : `: ${event.reason}`;
  return `${which}: ${event.outcome} in ${spokenDuration(event.turnMs)}${why}`;
}

/** `code`, `code 2/5`, `code round 2`, `code attempt 2`. */
export function whichWords(key: AttemptKey, run: RunState, { steps }: Workflow): string {
  const items = stateOf(run, key.step).items;
  const step = steps.find(({ name }) => name === key.step);
  return [
    key.step,
    items ? `${key.item}/${items.length}` : '',
    step?.repeat ? `round ${key.round}${step.repeat.max === undefined ? '' : ` of ${step.repeat.max}`}` : '',
    key.attempt > 1 ? `attempt ${key.attempt}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
