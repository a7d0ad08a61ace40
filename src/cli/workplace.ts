import { AGENT_NAME } from '../project/bounds.ts';
import type { Config } from '../project/config.ts';
import { agentsFolder } from '../project/places.ts';
import { everyAgent } from '../project/pool.ts';
import { openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { listIfThere } from '../system/files.ts';
import { UsageError } from './usage-error.ts';

/** The project that this folder belongs to, and its config. */
export interface Workplace {
  readonly project: Project;
  readonly config: Config;
}

export function openWorkplace(): Workplace {
  const project = openProject();
  return { project, config: readConfig(project.folder) };
}

/** The agents of the config in its order (a pool's further members once they ran), then those that only have a state folder (any more). */
export function knownAgents({ project, config }: Workplace): string[] {
  const met = listIfThere(agentsFolder(project.home)).filter((name) => AGENT_NAME.test(name));
  const configured = everyAgent(config).filter(
    (name) => Object.hasOwn(config.agents, name) || met.includes(name),
  );
  return [...configured, ...met.filter((name) => !configured.includes(name)).sort()];
}

/** Throws a UsageError that names the known agents unless all the names are among them. */
export function assertKnown(names: readonly string[], known: readonly string[]): void {
  const stranger = names.find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new UsageError(`There is no agent '${stranger}'.`, `Known agents: ${known.join(', ') || 'none'}.`);
}
