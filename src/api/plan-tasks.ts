import { withPast } from '../asking/with-past.ts';
import { agentPlaces } from '../project/places.ts';
import { Binder, type PlannedTask } from '../router/bind.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import type { Workplace } from './workplace.ts';

/** One task for each target, all of the same prompt, in which no mention is read. Throws a UserError for a target that means nobody. */
export function planTasks(
  { project: { home }, config }: Workplace,
  targets: readonly string[],
  prompt: string,
): Promise<PlannedTask[]> {
  const stateOf = (agent: string) => readStatus(agentPlaces(home, agent).status);
  return withPast(home, async (pastOf) => {
    const binder = new Binder({ prompt, config, stateOf, pastOf });
    const planned: PlannedTask[] = [];
    for (const target of targets) {
      const bound = await binder.bind(target, prompt);
      if (bound.kind === 'mistake') throw new UserError(bound.what, bound.mend);
      if (bound.kind === 'unknown-agent') throw nobody(target, bound.known);
      planned.push({ ...AS_USUAL, target, prompt, agent: bound.agent, why: bound.why });
    }
    return planned;
  });
}

const AS_USUAL = {
  isCommand: false,
  isBackground: false,
  priority: 'normal',
  timeoutMinutes: undefined,
  retries: undefined,
  after: [],
} as const;

const nobody = (name: string, known: readonly string[]): UserError =>
  known.length === 0
    ? new UserError('There is no agent to choose from.', 'Add one to the config.')
    : new UserError(`There is no agent '${name}'.`, `Known agents: ${known.join(', ')}.`);
