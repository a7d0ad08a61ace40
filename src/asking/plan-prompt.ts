import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../project/config.ts';
import { agentPlaces, taskPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import type { Plan } from '../router/plan.ts';
import { planOf } from '../router/plan-of.ts';
import { readStatus } from '../status/read.ts';
import { isDelegateAsked } from './prompt-file.ts';
import { withPast } from './with-past.ts';

export interface PromptAsked {
  readonly prompt: string;
  /** The prompt file. */
  readonly file: string;
  /** The working folder of whoever asks. */
  readonly folder: string;
  readonly project: Project;
  readonly config: Config;
}

/** What becomes of the prompt in a prompt file, as the router decides it from how the agents are now. */
export function planPrompt({ prompt, file, folder, project: { home }, config }: PromptAsked): Promise<Plan> {
  return withPast(home, (pastOf) =>
    planOf({
      prompt,
      config,
      stateOf: (agent) => readStatus(agentPlaces(home, agent).status),
      isFile: (name) => existsSync(resolve(folder, name)),
      isTask: (id) => existsSync(taskPlaces(home, id).folder),
      pastOf,
      isDelegate: isDelegateAsked(file),
    }),
  );
}
