import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { agentPlaces, asksFolder, taskPlaces } from '../project/places.ts';
import { type Project, projectFolder } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { readMention } from '../router/mention.ts';
import { route } from '../router/route.ts';
import { readStatus } from '../status/read.ts';
import { nowMs } from '../system/clock.ts';
import { listIfThere, removeIfThere } from '../system/files.ts';
import { type Ask, readAsk } from '../tasks/ask-file.ts';
import { isDelegateAsked, isOfGit, splitPromptFile } from '../tasks/prompt-file.ts';
import { isBlank } from '../tasks/prompt-text.ts';
import { putTask } from '../tasks/put.ts';
import { newTask } from '../tasks/task.ts';

/** By then its hook has put the task itself, or was killed. */
const STALE_MS = 2_000;
const FORGOTTEN_MS = 24 * 3_600_000;

/**
 * Puts the tasks of key presses whose prompts are for this agent, before their hooks are up; true when it put one. It reads
 * what the hook will read and decides as the hook will, so that the hook, which puts the same task, changes nothing. All
 * that is unclear or mistaken is left to the hook.
 */
export function takeAsks(project: Project, agent: string): boolean {
  const files = listIfThere(asksFolder(project.home)).map((name) => join(asksFolder(project.home), name));
  return files.filter((file) => isFresh(file) && takeAsk(file, project, agent)).length > 0;
}

function isFresh(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  const ageMs = stat ? nowMs() - stat.mtimeMs : STALE_MS;
  if (ageMs > FORGOTTEN_MS) removeIfThere(file);
  return ageMs < STALE_MS;
}

function takeAsk(file: string, project: Project, agent: string): boolean {
  const ask = readAsk(file);
  if (!ask || existsSync(taskPlaces(project.home, ask.key.id).folder)) return false;
  try {
    return putIfMine(ask, project, agent);
  } catch {
    return false;
  }
}

function putIfMine(ask: Ask, { home, folder }: Project, agent: string): boolean {
  if (isOfGit(ask.promptFile) || projectFolder(ask.folder, ask.config) !== folder) return false;
  const { prompt, kept } = splitPromptFile(ask.promptFile);
  // The hook must put its answer below those that stand there.
  if (kept !== '') return false;
  const named = readMention(prompt)?.name ?? agent;
  if (named !== agent) return false;
  const config = readConfig(folder, ask.config);
  const chosen = route({
    prompt,
    config,
    stateOf: (name) => readStatus(agentPlaces(home, name).status),
    isFile: (name) => existsSync(resolve(ask.folder, name)),
    isDelegate: isDelegateAsked(ask.promptFile),
  });
  if (chosen.kind !== 'agent' || chosen.agent !== agent || isBlank(chosen.prompt)) return false;
  const { key, pane } = ask;
  const { isCommand } = chosen;
  const { deadlineMinutes, answerTemplate: answer_template } = config;
  const task = newTask({ key, agent, isCommand, deadlineMinutes, origin: 'hook' });
  // Its hook then needs no config.
  putTask(home, { ...task, origin: { ...task.origin, pane }, answer_template }, chosen.prompt);
  return true;
}
