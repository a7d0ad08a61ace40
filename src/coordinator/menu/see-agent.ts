import { agentPlaces } from '../../project/places.ts';
import type { Project } from '../../project/project.ts';
import { readStatus } from '../../status/read.ts';
import { Changes } from '../../system/changes.ts';
import { explain } from '../../system/errors.ts';
import { watchFolders } from '../../system/watch.ts';
import { ensureAgent } from '../ensure-agent.ts';
import { openAgentWindow } from '../view/window.ts';

const START_PATIENCE_MS = 10_000;

/** Brings the person to an agent's window, starting the agent first where it is not running; else says why not. */
export async function seeAgent(project: Project, agent: string): Promise<'shown' | { readonly why: string }> {
  try {
    const status = await runningStatus(project, agent);
    if (!status) return { why: `${agent} does not start. See: ctrlg logs ${agent}` };
    const opened = await openAgentWindow(status);
    return opened.kind === 'shown' ? 'shown' : { why: opened.how };
  } catch (error) {
    return { why: explain(error) };
  }
}

async function runningStatus(project: Project, agent: string) {
  const { status, folder } = agentPlaces(project.home, agent);
  const look = () => {
    const state = readStatus(status);
    return state.kind === 'live' && state.status;
  };
  const running = look();
  if (running) return running;
  await ensureAgent(project, agent);
  const changes = new Changes();
  const watch = await watchFolders([folder], changes.poke);
  try {
    return await changes.until(look, START_PATIENCE_MS);
  } finally {
    watch.close();
  }
}
