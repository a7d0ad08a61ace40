import type { Config } from '../project/config.ts';
import { everyAgent, poolOf } from '../project/pool.ts';
import type { AgentState } from '../status/status.ts';

/** What a choice is made from. */
export interface Facts {
  readonly config: Config;
  stateOf(agent: string): AgentState;
  /** The beginnings of an agent's past prompts, newest first. */
  pastOf(agent: string): readonly string[] | Promise<readonly string[]>;
}

/** What is known of one agent, a pool's member too, whatever is asked. */
export interface Known {
  readonly name: string;
  /** The config's entry that it belongs to. */
  readonly entry: string;
  readonly state: AgentState;
  /** The beginnings of its past prompts, newest first. */
  readonly past: readonly string[];
}

const MOST_PAST = 20;

/** Looks at every agent once; the prompts of one file are all planned with that. */
export async function learn({ config, stateOf, pastOf }: Facts): Promise<Known[]> {
  const known: Known[] = [];
  for (const name of everyAgent(config)) {
    const state = stateOf(name);
    // An agent without a status never ran: there is no conversation that could know anything.
    const hasRun = state.kind === 'live' || state.kind === 'dead';
    const last = hasRun && state.status.context_summary ? [state.status.context_summary] : [];
    const asked = hasRun ? pastOf(name) : [];
    const past = [...last, ...(asked instanceof Promise ? await asked : asked)].slice(0, MOST_PAST);
    known.push({ name, entry: poolOf(config, name)!, state, past });
  }
  return known;
}
