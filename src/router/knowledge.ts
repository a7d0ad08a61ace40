import type { Config } from '../project/config.ts';
import { membersOf } from '../project/pool.ts';
import type { AgentState } from '../status/status.ts';
import { Memory } from './memory.ts';
import { Relevance } from './relevance.ts';

/** What a choice is made from. */
export interface Facts {
  readonly config: Config;
  stateOf(agent: string): AgentState;
  /** The beginnings of an agent's past prompts, newest first. */
  pastOf(agent: string): readonly string[] | Promise<readonly string[]>;
}

/** What is known of all agents, whatever is asked. */
export interface Knowledge {
  readonly states: ReadonlyMap<string, AgentState>;
  readonly memory: Memory;
  readonly relevance: Relevance;
  /** The entries of the config in the order of `relevance`. */
  readonly entries: readonly string[];
}

/** Looks at every agent once, whatever the prompts of one file ask for. */
export async function learn({ config, stateOf, pastOf }: Facts): Promise<Knowledge> {
  const entries = Object.keys(config.agents);
  const members = entries.flatMap((entry) => membersOf(config, entry));
  const states = new Map(members.map((name) => [name, stateOf(name)]));
  const past = new Map(
    await Promise.all(
      members.map(async (name) => [name, await pastWith(states.get(name)!, () => pastOf(name))] as const),
    ),
  );
  const fields = entries.map((entry) => {
    const { keywords, description, instructions } = config.agents[entry]!;
    const asked = membersOf(config, entry).flatMap((name) => past.get(name)!);
    return { keywords: keywords.join(' '), about: `${description} ${instructions}`, past: asked.join('\n') };
  });
  return { states, memory: new Memory(past), relevance: new Relevance(fields), entries };
}

const MOST_PAST = 20;

/** An agent without a status never ran: there is no conversation that could know anything. */
async function pastWith(
  state: AgentState,
  ask: () => readonly string[] | Promise<readonly string[]>,
): Promise<string[]> {
  if (state.kind !== 'live' && state.kind !== 'dead') return [];
  const { context_summary: last } = state.status;
  return [...(last ? [last] : []), ...(await ask())].slice(0, MOST_PAST);
}
