import { AGENT_NAME } from '../project/bounds.ts';
import type { Config } from '../project/config.ts';
import { agentsFolder } from '../project/places.ts';
import { everyAgent } from '../project/pool.ts';
import { type Named, openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { listIfThere } from '../system/files.ts';

/** A project and its config. */
export interface Workplace {
  readonly project: Project;
  readonly config: Config;
}

/** The project that a folder (the working folder unless given) belongs to, and its config. */
export function openWorkplace(from?: string, named?: Named): Workplace {
  const project = openProject(from, named);
  return { project, config: readConfig(project.folder, project.config) };
}

/** The agents of the config in its order (a pool's further members once they ran), then those that only have a state folder (any more). */
export function knownAgents({ project, config }: Workplace): string[] {
  const met = listIfThere(agentsFolder(project.home)).filter((name) => AGENT_NAME.test(name));
  const configured = everyAgent(config).filter(
    (name) => Object.hasOwn(config.agents, name) || met.includes(name),
  );
  return [...configured, ...met.filter((name) => !configured.includes(name)).sort()];
}

/** What is to be said of the first name that is not among the known ones. */
export function strangerIn(
  names: readonly string[],
  known: readonly string[],
): { readonly what: string; readonly mend: string } | undefined {
  const stranger = names.find((name) => !known.includes(name));
  if (stranger === undefined) return undefined;
  return {
    what: `There is no agent '${stranger}'.`,
    mend: `Known agents: ${known.join(', ') || 'none'}.`,
  };
}
