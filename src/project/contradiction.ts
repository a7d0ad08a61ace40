import { AGENT_NAME } from './bounds.ts';
import type { Config } from './config.ts';
import { agentConfigOf, membersOf } from './pool.ts';

/** Two places of a config that do not fit together; each alone is well formed. */
export interface Contradiction {
  /** The path of the place to mend. */
  readonly keys: (string | number)[];
  readonly what: string;
  readonly mend: string;
}

/** The first thing in a config that names what is not there, or that claims a name twice. */
export const contradictionIn = (config: Config): Contradiction | undefined =>
  unknownDefault(config) ?? clashingMember(config) ?? unknownRoute(config);

function unknownDefault(config: Config): Contradiction | undefined {
  const wanted = config.default;
  if (['menu', 'auto', 'edit'].includes(wanted) || agentConfigOf(config, wanted)) return undefined;
  return {
    keys: ['default'],
    what: `'${wanted}' is neither menu, auto, edit nor an agent`,
    mend: knownAgents(config),
  };
}

function clashingMember(config: Config): Contradiction | undefined {
  for (const [name, { max }] of Object.entries(config.agents)) {
    const others = max > 1 ? membersOf(config, name).slice(1) : [];
    const tooLong = others.find((member) => !AGENT_NAME.test(member));
    if (tooLong)
      return {
        keys: ['agents', name, 'max'],
        what: `its member '${tooLong}' would have more than 40 characters`,
        mend: 'Shorten the name.',
      };
    const twice = others.find((member) => Object.hasOwn(config.agents, member));
    if (twice)
      return {
        keys: ['agents', twice],
        what: `'${twice}' is also a member of the pool '${name}' ("max": ${max})`,
        mend: `Rename it, or lower "max" of '${name}'.`,
      };
  }
  return undefined;
}

function unknownRoute(config: Config): Contradiction | undefined {
  if (config.routes.length === 0) return undefined;
  const tags = new Set(Object.values(config.agents).flatMap((agent) => agent.tags));
  for (const [index, { agent, tag }] of config.routes.entries()) {
    if (agent !== undefined && !agentConfigOf(config, agent))
      return { keys: ['routes', index, 'agent'], what: `'${agent}' is no agent`, mend: knownAgents(config) };
    if (tag !== undefined && !tags.has(tag)) {
      const mend = `Known tags: ${[...tags].join(', ') || 'none'}.`;
      return { keys: ['routes', index, 'tag'], what: `no agent has the tag '${tag}'`, mend };
    }
  }
  return undefined;
}

const knownAgents = (config: Config): string =>
  `Known agents: ${Object.keys(config.agents).join(', ') || 'none'}.`;
