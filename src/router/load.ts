import type { Config } from '../project/config.ts';
import { membersOf } from '../project/pool.ts';
import type { AgentState } from '../status/status.ts';

/** How soon an agent could begin, the smallest first. */
export interface Load {
  /** An unwilling one could not start the last time. */
  readonly kind: 'free' | 'busy' | 'unwilling';
  /** 0 idle, 1 startable, from 2 on as long as its queue is. */
  readonly cost: number;
}

/**
 * What an agent has on hand; `planned` tasks of the same prompt count as put. An agent that is not running can be started:
 * it is as free as an idle one, only slower.
 */
export function loadOf(state: AgentState, planned = 0): Load {
  if (state.kind === 'dead' && state.status.stop_kind === 'refused')
    return { kind: 'unwilling', cost: planned };
  if (state.kind !== 'live') return planned === 0 ? { kind: 'free', cost: 1 } : busy(planned);
  const { status, attended, queue } = state.status;
  const waiting = queue.length + planned;
  if (waiting === 0 && !attended && status === 'idle') return { kind: 'free', cost: 0 };
  if (waiting === 0 && !attended && status === 'starting') return { kind: 'free', cost: 2 };
  // One that waits for a person may wait long.
  return busy(waiting + (attended || status === 'blocked' ? 0.5 : 0));
}

const busy = (waiting: number): Load => ({ kind: 'busy', cost: 2 + waiting });

const KINDS: Load['kind'][] = ['free', 'busy', 'unwilling'];

/** Compares kinds only: the free before the busy before the unwilling. */
export const freeFirst = (a: Load, b: Load): number => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);

export const soonestFirst = (a: Load, b: Load): number => freeFirst(a, b) || a.cost - b.cost;

/** What is known of the agents while one prompt is planned. */
export interface Loads {
  stateOf(agent: string): AgentState;
  /** How many tasks of this prompt each agent has been given. */
  readonly planned: ReadonlyMap<string, number>;
}

/** The member of a pool that a task for the pool goes to: an idle one, else one that can be started, else the shortest queue. */
export function freestMember(config: Config, pool: string, { stateOf, planned }: Loads): string {
  const members = membersOf(config, pool);
  if (members.length === 1) return pool;
  const loads = members.map((name) => ({ name, load: loadOf(stateOf(name), planned.get(name)) }));
  return loads.sort((a, b) => soonestFirst(a.load, b.load))[0]!.name;
}
