import type { Config } from '../project/config.ts';
import { membersOf } from '../project/pool.ts';
import type { AgentState } from '../status/status.ts';

/** How soon an agent could begin, the smallest first. */
export interface Load {
  readonly isBusy: boolean;
  /** 0 idle, 1 startable, from 2 on as long as its queue is. */
  readonly cost: number;
}

/**
 * What an agent has on hand; `planned` tasks of the same prompt count as put. An agent that is not running can be started:
 * it is as free as an idle one, only slower. One that could not start the last time comes after all others.
 */
export function loadOf(state: AgentState, planned = 0): Load {
  if (state.kind === 'dead' && state.status.stop_kind === 'refused') return { isBusy: true, cost: 1_000_000 };
  if (state.kind !== 'live') return planned === 0 ? { isBusy: false, cost: 1 } : busy(planned);
  const { status, attended, queue } = state.status;
  const waiting = queue.length + planned;
  if (waiting === 0 && !attended && status === 'idle') return { isBusy: false, cost: 0 };
  if (waiting === 0 && !attended && status === 'starting') return { isBusy: false, cost: 2 };
  // One that waits for a person may wait long.
  return busy(waiting + (attended || status === 'blocked' ? 0.5 : 0));
}

const busy = (waiting: number): Load => ({ isBusy: true, cost: 2 + waiting });

export const lighterFirst = (a: Load, b: Load): number =>
  Number(a.isBusy) - Number(b.isBusy) || a.cost - b.cost;

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
  return loads.sort((a, b) => lighterFirst(a.load, b.load))[0]!.name;
}
