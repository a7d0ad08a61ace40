import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Ask, isOpenAsk, readAsk } from '../asking/ask-file.ts';
import { planPrompt } from '../asking/plan-prompt.ts';
import { isOfGit, splitPromptFile } from '../asking/prompt-file.ts';
import { putPlan } from '../asking/put-plan.ts';
import type { Config } from '../project/config.ts';
import { asksFolder, taskPlaces } from '../project/places.ts';
import { poolOf } from '../project/pool.ts';
import { type Project, projectFolder } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { nowMs } from '../system/clock.ts';
import { listIfThere, makePrivateFolder, removeIfThere } from '../system/files.ts';
import { type FolderWatch, watchFolders } from '../system/watch.ts';

/** By then its hook has put the task itself, or was killed. */
const STALE_MS = 2_000;
const FORGOTTEN_MS = 24 * 3_600_000;

/** Hears of each key press that this agent has put, with the template of its answer. */
export type Taken = (ask: Ask, template: string) => void;

/** Takes key presses as they come. */
export const watchAsks = (project: Project, agent: string, taken: Taken): Promise<FolderWatch> =>
  watchFolders([makePrivateFolder(asksFolder(project.home))], () => takeAsks(project, agent, taken));

/**
 * Puts the tasks of key presses whose prompts are for this agent, before their hooks are up. It reads what the hook will
 * read and decides as the hook will, so that the hook, which puts the same task, changes nothing. All that is unclear or
 * mistaken is left to the hook.
 */
export async function takeAsks(project: Project, agent: string, taken: Taken): Promise<void> {
  const folder = asksFolder(project.home);
  const fresh = listIfThere(folder).filter((name) => isFresh(join(folder, name)) && isOpenAsk(name));
  await Promise.all(fresh.map((name) => tryAsk(join(folder, name), project, agent, taken)));
}

function isFresh(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  const ageMs = stat ? nowMs() - stat.mtimeMs : STALE_MS;
  if (ageMs > FORGOTTEN_MS) removeIfThere(file);
  return ageMs < STALE_MS;
}

async function tryAsk(file: string, project: Project, agent: string, taken: Taken): Promise<void> {
  const ask = readAsk(file);
  if (!ask || existsSync(taskPlaces(project.home, ask.key.id).folder)) return;
  const template = await putIfMine(ask, project, agent).catch(() => undefined);
  if (template !== undefined) taken(ask, template);
}

/** The template of its answer, where it was put. */
async function putIfMine(ask: Ask, project: Project, agent: string): Promise<string | undefined> {
  const { key, promptFile: file, folder, asker } = ask;
  if (isOfGit(file) || projectFolder(folder, ask.config) !== project.folder) return undefined;
  const { prompt, kept } = splitPromptFile(file);
  // The hook must put its answer below those that stand there.
  if (kept !== '') return undefined;
  const config = readConfig(project.folder, ask.config);
  if (!isPerhapsFor(agent, prompt, config)) return undefined;
  const plan = await planPrompt({ prompt, file, folder, project, config });
  if (plan.kind !== 'tasks') return undefined;
  const { context } = plan;
  const [task, ...others] = plan.tasks;
  if (task?.agent !== agent || others.length > 0 || task.isBackground) return undefined;
  const template = config.answerTemplate;
  await putPlan({ project, config, file, context, planned: [task], key, asker, template });
  return template;
}

/** Every agent of the project looks at every key press: most are for another one. */
function isPerhapsFor(agent: string, prompt: string, config: Config): boolean {
  const named = /^\s*@([A-Za-z0-9_-]+)/.exec(prompt)?.[1];
  return named === undefined
    ? config.default === poolOf(config, agent)
    : named === agent || named === poolOf(config, agent);
}
