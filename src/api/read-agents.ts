import { agentPlaces } from '../project/places.ts';
import { agentConfigOf } from '../project/pool.ts';
import { readStatus } from '../status/read.ts';
import type { AgentState } from '../status/status.ts';
import { knownAgents, type Workplace } from './workplace.ts';

/** One agent as it is now. */
export interface Agent {
  readonly name: string;
  readonly state: AgentState;
  /** From the config; empty for an agent that is not in it any more. */
  readonly description: string;
  readonly client: string;
}

export function readAgents({ project, config }: Workplace): Agent[] {
  return knownAgents({ project, config }).map((name) => {
    const state = readStatus(agentPlaces(project.home, name).status);
    const configured = agentConfigOf(config, name);
    const client = configured?.client ?? ('status' in state ? state.status.client : '');
    return { name, state, description: configured?.description ?? '', client };
  });
}
