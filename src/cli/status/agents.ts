import { readAgents } from '../../api/read-agents.ts';
import type { Workplace } from '../workplace.ts';
import { statusFields } from './status-fields.ts';

/** `{"agents": […]}`: the status files' fields, one object an agent. */
export function statusDocument(workplace: Workplace): { agents: object[] } {
  return {
    agents: readAgents(workplace).map(({ name, client, state }) => statusFields(name, client, state)),
  };
}
