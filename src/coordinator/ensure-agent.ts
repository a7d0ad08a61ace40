import { join } from 'node:path';
import { binFolder } from '../project/package.ts';
import { agentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { userEditor } from '../project/user-editor.ts';
import { readStatus } from '../status/read.ts';
import { sleep } from '../system/clock.ts';
import { makePrivateFolder } from '../system/files.ts';
import { hold } from '../system/hold.ts';
import { serverOfEnvironment } from '../tmux/server.ts';
import { findWindow, startWindow } from '../tmux/windows.ts';

/**
 * Starts an agent's window unless its wrapper runs; true when it started one. Two callers at the same moment start it
 * once: a hold on the agent's folder guards the look and the start together.
 */
export async function ensureAgent(project: Project, agent: string): Promise<boolean> {
  const places = agentPlaces(project.home, agent);
  if (readStatus(places.status).kind === 'live') return false;
  makePrivateFolder(places.folder);
  const letGo = await holdStart(places.folder);
  try {
    if (readStatus(places.status).kind === 'live') return false;
    return await startAgentWindow(project, agent);
  } finally {
    letGo();
  }
}

/** A start takes a tenth of a second; one that is stuck must not hold everybody else up for good. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Where another process is starting the agent, waits until it has; one that was killed at it is no longer waited for. */
async function holdStart(folder: string): Promise<() => void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    const start = hold({ folder, name: 'starting' });
    if (start.kind === 'held') return start.letGo;
    await sleep(LOOK_EVERY_MS);
  }
  return () => {};
}

async function startAgentWindow(project: Project, agent: string): Promise<boolean> {
  const server = serverOfEnvironment();
  if (await findWindow(server, project.session, agent)) return false;
  const env: Record<string, string> = { CTRLG_HOME: project.home, CTRLG_USER_EDITOR: userEditor() };
  for (const name of ['PATH', 'CTRLG_CONFIG', 'CTRLG_NODE_EXTRA_CA_CERTS', 'CLAUDE_CONFIG_DIR']) {
    const value = process.env[name];
    if (value) env[name] = value;
  }
  if (project.config) env.CTRLG_CONFIG = project.config;
  const argv = [join(binFolder, 'ctrlg-agent'), agent];
  await startWindow(server, { session: project.session, name: agent, cwd: project.folder, argv, env });
  return true;
}
