import type { AgentConfig, Config } from './config.ts';

/**
 * An agent with `max` above 1 is a pool: `coding`, `coding-2`, `coding-3` share its config, and each is an agent with a
 * window and a conversation of its own.
 */
const MEMBER = /^(.+)-([1-9][0-9]{0,3})$/;

/** The name in the config that an agent's name belongs to; undefined for a name that means no agent. */
export function poolOf(config: Config, name: string): string | undefined {
  if (Object.hasOwn(config.agents, name)) return name;
  const [, pool, number] = MEMBER.exec(name) ?? [];
  if (pool === undefined || !Object.hasOwn(config.agents, pool)) return undefined;
  return Number(number) >= 2 && Number(number) <= config.agents[pool]!.max ? pool : undefined;
}

/** The config of an agent, also of a pool's member. */
export function agentConfigOf(config: Config, name: string): AgentConfig | undefined {
  const pool = poolOf(config, name);
  return pool === undefined ? undefined : config.agents[pool];
}

/** The names of a config entry's agents, its own first: `coding`, `coding-2`, …. */
export function membersOf(config: Config, agent: string): string[] {
  const max = config.agents[agent]?.max ?? 1;
  if (max === 1) return [agent];
  return Array.from({ length: max }, (_, index) => (index === 0 ? agent : `${agent}-${index + 1}`));
}

/** The names of all agents there may be, in the config's order, each pool with its members. */
export const everyAgent = (config: Config): string[] =>
  Object.keys(config.agents).flatMap((agent) => membersOf(config, agent));
