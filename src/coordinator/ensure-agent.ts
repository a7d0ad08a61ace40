import { join } from 'node:path';
import { binFolder } from '../project/package.ts';
import { agentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { userEditor } from '../project/user-editor.ts';
import { readStatus } from '../status/read.ts';
import { UserError } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';
import { serverOfEnvironment } from '../tmux/server.ts';
import { findWindow, startWindow } from '../tmux/windows.ts';

/** Its holder renews it each second: one that was killed keeps the others from starting the agent for 3 s, not for ever. */
const LOCK = { stale: 3_000, update: 1_000, retries: { retries: 50, minTimeout: 20, maxTimeout: 200 } };

/**
 * Starts an agent's window unless its wrapper runs; true when it started one. Two callers at the same moment start it
 * once: a lock file guards the look and the start together.
 */
export async function ensureAgent(project: Project, agent: string): Promise<boolean> {
  const places = agentPlaces(project.home, agent);
  if (readStatus(places.status).kind === 'live') return false;
  makePrivateFolder(places.folder);
  const { lock } = await import('proper-lockfile');
  const release = await lock(places.folder, LOCK).catch((error) => {
    if (error?.code !== 'ELOCKED') throw error;
    throw new UserError(
      `Agent ${agent} is being started by another process, which does not get on.`,
      `Try again, or start it by hand: ctrlg up ${agent}`,
    );
  });
  try {
    if (readStatus(places.status).kind === 'live') return false;
    return await startAgentWindow(project, agent);
  } finally {
    await release();
  }
}

async function startAgentWindow(project: Project, agent: string): Promise<boolean> {
  const server = serverOfEnvironment();
  if (await findWindow(server, project.session, agent)) return false;
  const env: Record<string, string> = { CTRLG_HOME: project.home, CTRLG_USER_EDITOR: userEditor() };
  for (const name of ['PATH', 'CTRLG_CONFIG', 'CTRLG_NODE_EXTRA_CA_CERTS', 'CLAUDE_CONFIG_DIR']) {
    const value = process.env[name];
    if (value) env[name] = value;
  }
  const argv = [join(binFolder, 'ctrlg-agent'), agent];
  await startWindow(server, { session: project.session, name: agent, cwd: project.folder, argv, env });
  return true;
}
