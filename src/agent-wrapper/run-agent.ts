import { resolve } from 'node:path';
import { clientOf } from '../clients/clients.ts';
import type { AgentConfig, Config } from '../project/config.ts';
import { agentPlaces } from '../project/places.ts';
import { agentConfigOf, poolOf } from '../project/pool.ts';
import { openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { userEditor } from '../project/user-editor.ts';
import { readStatus } from '../status/read.ts';
import { STATUS_VERSION, type Status } from '../status/status.ts';
import { StatusWriter } from '../status/write.ts';
import { sleep } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { UserError } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';
import { openLog } from '../system/log.ts';
import { identify, type ProcessIdentity } from '../system/processes.ts';
import { openTaskStore } from '../tasks/store.ts';
import { takeAgent } from '../tasks/wrappers.ts';
import { serverAt } from '../tmux/server.ts';
import { windowOfPane } from '../tmux/windows.ts';
import { AgentLife } from './life.ts';

/** Owns one agent in this window until it is quit or stopped. Throws a UserError when it cannot begin. */
export async function runAgent(name: string): Promise<void> {
  const project = openProject();
  const config = readConfig(project.folder);
  const agent = agentConfigOf(config, name);
  if (!agent) {
    throw new UserError(
      `There is no agent '${name}'.`,
      `Known agents: ${Object.keys(config.agents).join(', ')}.`,
    );
  }
  const places = agentPlaces(project.home, name);
  const { folder, events, inbox, deliver, questions, answers, answered, messages } = places;
  const { offered, handed, told } = messages;
  for (const each of [folder, events, inbox, deliver, questions, answers, answered, offered, handed, told])
    makePrivateFolder(each);
  const owner = identify(process.pid)!;
  const database = openTaskStore(project.home);
  await becomeWrapper(database, name, owner, places.status);
  const before = readStatus(places.status);
  if (before.kind === 'live') throw runsAlready(name, before.status);
  const prior = before.kind === 'dead' ? before.status : undefined;
  const first = await firstStatus({ name, project, agent, owner, prior });
  const life = new AgentLife({
    project,
    name,
    database,
    config: agent,
    targets: targetsOf(config, name, agent),
    places,
    prior,
    status: new StatusWriter(places.status, first),
    log: openLog(places.log),
    owner,
    client: clientOf(agent),
    userEditor: userEditor(config.editor),
  });
  await life.run();
}

/** One that ends at this moment is waited for; one that starts at this moment has come first. */
async function becomeWrapper(
  database: Database,
  name: string,
  owner: ProcessIdentity,
  status: string,
): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const other = takeAgent(database, name, owner);
    if (!other) return;
    if (readStatus(status).kind === 'live' || waitedMs >= MOST_WAIT_MS) throw runsAlready(name, other);
    await sleep(LOOK_EVERY_MS);
  }
}

const LOOK_EVERY_MS = 100;
/** A wrapper that ends gives its client 3 s for it. */
const MOST_WAIT_MS = 6_000;

const runsAlready = (name: string, { pid }: { readonly pid: number }): UserError =>
  new UserError(`Agent ${name} runs already (pid ${pid}).`, `See it with: ctrlg attach ${name}`);

/** A task for a pool, or for a tag, is anybody's of those that it may go to. */
function targetsOf(config: Config, name: string, agent: AgentConfig): string[] {
  const pool = poolOf(config, name);
  return [...(pool && agent.max > 1 ? [pool] : []), ...agent.tags.map((tag) => `tag:${tag}`)];
}

interface Begin {
  readonly name: string;
  readonly project: Project;
  readonly agent: AgentConfig;
  readonly owner: ProcessIdentity;
  readonly prior: Status | undefined;
}

/** The status with which the wrapper takes the agent over: it keeps the conversation, and the client while it may live. */
async function firstStatus({
  name,
  project,
  agent,
  owner,
  prior,
}: Begin): Promise<Omit<Status, 'last_active'>> {
  const pane = process.env.TMUX_PANE;
  const socket = process.env.TMUX?.split(',')[0];
  if (!pane || !socket)
    throw new UserError('ctrlg-agent runs in a tmux window.', `Start it with: ctrlg up ${name}`);
  return {
    version: STATUS_VERSION,
    agent_id: name,
    status: 'starting',
    current_task: null,
    context_summary: prior?.context_summary ?? '',
    window_id: await windowOfPane(serverAt(socket), pane),
    pane_id: pane,
    tmux_socket: socket,
    pid: owner.pid,
    pid_started: owner.started,
    client: agent.client,
    client_pid: prior?.client_pid ?? null,
    client_pid_started: prior?.client_pid_started ?? null,
    conversation_id: prior?.client === agent.client ? prior.conversation_id : null,
    cwd: resolve(project.folder, agent.cwd),
    blocked_on: null,
    question_id: null,
    retry_at: null,
    attended: false,
    queue: [],
    stop_kind: null,
    stopped_because: null,
  };
}
