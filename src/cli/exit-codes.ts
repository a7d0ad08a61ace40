import type { OutcomeKind } from '../tasks/task.ts';

/** What `ctrlg` exits with. `ask`, `wait` and `results ID` say by it how the task ended; every other verb knows 0, 1 and 2. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  cancelled: 3,
  'timed-out': 4,
  'agent-gone': 5,
  /** `results ID` of a task that has not ended; `wait` whose own time is over. */
  unfinished: 6,
  /** 128 + SIGINT, as a shell says it. */
  interrupted: 130,
} as const satisfies Record<OutcomeKind | 'usage' | 'unfinished' | 'interrupted', number>;

export const EXIT_CODE_HELP = `
Exit code:
  0    done
  1    failed, or the agent could not be asked
  2    wrong usage: nothing was asked
  3    cancelled
  4    timed out
  5    the agent was gone in mid-turn
  6    not ended yet (results ID, or the time-out of wait)
  130  Ctrl-C: the run goes on and its result is kept`;

export const RUN_EXIT_CODE_HELP = `
Exit code:
  0    done
  1    a step failed, or the run could not begin
  2    wrong usage: nothing was begun
  3    cancelled, or not approved
  130  Ctrl-C: what runs goes on, and the run can be resumed`;

export const SELFTEST_EXIT_CODE_HELP = `
Exit code:
  0    all that was tried holds
  1    something does not hold, or a client that was named is not installed
  2    wrong usage: nothing was tried
  130  Ctrl-C: all that was started has been ended`;
