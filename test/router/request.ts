import { type Config, configSchema } from '../../src/project/config.ts';
import type { Plan, PlanRequest } from '../../src/router/plan.ts';
import { planOf } from '../../src/router/plan-of.ts';
import type { AgentState, Status } from '../../src/status/status.ts';

/** Settings of an agent as they stand in a config file. */
type AgentFields = Partial<Config['agents'][string]>;

export interface Place {
  /** By default planning, coding and testing, without any settings. */
  readonly agents?: Record<string, AgentFields>;
  /** Further settings of the config. */
  readonly config?: object;
  readonly states?: Record<string, AgentState>;
  readonly files?: string[];
  /** The tasks that were put before. */
  readonly tasks?: string[];
  readonly past?: Record<string, string[]>;
  readonly isDelegate?: boolean;
}

export function requestOf(prompt: string, place: Place = {}): PlanRequest {
  const { agents = { planning: {}, coding: {}, testing: {} }, states = {}, files = [] } = place;
  return {
    prompt,
    config: configSchema.parse({ agents, ...place.config }),
    stateOf: (name) => states[name] ?? { kind: 'absent' },
    isFile: (name) => files.includes(name),
    isTask: (id) => (place.tasks ?? []).includes(id),
    pastOf: async (name) => place.past?.[name] ?? [],
    isDelegate: place.isDelegate ?? false,
  };
}

export const planned = (prompt: string, place: Place = {}): Promise<Plan> => planOf(requestOf(prompt, place));

/** The context and the tasks of a prompt as pairs of agent and text; anything else that becomes of it as it is. */
export async function tasksOf(prompt: string, place: Place = {}) {
  const plan = await planned(prompt, place);
  if (plan.kind !== 'tasks') return plan;
  return [plan.context, ...plan.tasks.map(({ agent, prompt: text }) => [agent, text])];
}

/** What is wrong in a prompt, as a person reads it. */
export async function mistakeIn(prompt: string, place: Place = {}): Promise<string> {
  const plan = await planned(prompt, place);
  return plan.kind === 'mistake' ? `${plan.what} ${plan.mend}` : plan.kind;
}

export const live = (status: Partial<Status> = {}): AgentState => ({
  kind: 'live',
  status: { status: 'idle', attended: false, queue: [], context_summary: '', ...status } as Status,
});
export const working = (queue: string[] = []): AgentState => live({ status: 'working', queue });
