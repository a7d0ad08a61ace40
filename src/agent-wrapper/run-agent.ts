import { resolve } from 'node:path';
import type { Client } from '../clients/client.ts';
import { clientOf } from '../clients/clients.ts';
import type { AgentConfig } from '../project/config.ts';
import { type AgentPlaces, agentPlaces } from '../project/places.ts';
import { openProject, type Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { readStatus } from '../status/read.ts';
import type { AgentState, Status, StopKind } from '../status/status.ts';
import { STATUS_VERSION } from '../status/status.ts';
import { StatusWriter } from '../status/write.ts';
import { Changes } from '../system/changes.ts';
import { every, nowMs, sleep } from '../system/clock.ts';
import { explain, UserError } from '../system/errors.ts';
import { makePrivateFolder } from '../system/files.ts';
import { type Log, openLog } from '../system/log.ts';
import { identify, isRunning, type ProcessIdentity } from '../system/processes.ts';
import { watchFolders } from '../system/watch.ts';
import { openTaskStore } from '../tasks/store.ts';
import { serverAt } from '../tmux/server.ts';
import { lastLines, pressKey, windowOfPane } from '../tmux/windows.ts';
import { clientEnv } from './client-env.ts';
import { adoptClient, type ClientProcess, startClient } from './client-process.ts';
import { prepareDeliveries } from './delivery.ts';
import type { Phase } from './phase.ts';
import { recover } from './recover.ts';
import { Wrapper } from './wrapper.ts';

const SWEEP_EVERY_MS = 30_000;
/** A client that ends sooner than this after its start has not started. */
const QUICK_DEATH_MS = 5_000;
const QUICK_DEATHS = 3;
/** Claude Code is ready 1–5 s after its start; a dialog at its first run waits for ever. */
const SLOW_START_MS = 20_000;

/** Owns one agent until its client is quit or the agent is stopped; returns the exit code. Throws a UserError when it cannot begin. */
export async function runAgent(name: string): Promise<number> {
  const project = openProject();
  const config = readConfig(project.folder);
  const agent = config.agents[name];
  if (!agent) {
    throw new UserError(
      `There is no agent '${name}'.`,
      `Known agents: ${Object.keys(config.agents).join(', ')}.`,
    );
  }
  const life = await beginLife(project, name, agent, process.env.CTRLG_USER_EDITOR ?? config.editor ?? '');
  return life.run();
}

async function beginLife(
  project: Project,
  name: string,
  config: AgentConfig,
  userEditor: string,
): Promise<AgentLife> {
  const places = agentPlaces(project.home, name);
  for (const folder of [places.folder, places.events, places.inbox, places.deliver])
    makePrivateFolder(folder);
  const before = readStatus(places.status);
  const owner = identify(process.pid)!;
  if (before.kind === 'live' && before.status.pid !== process.pid) {
    throw new UserError(
      `Agent ${name} runs already (pid ${before.status.pid}).`,
      `See it with: ctrlg attach ${name}`,
    );
  }
  const pane = process.env.TMUX_PANE;
  const socket = process.env.TMUX?.split(',')[0];
  if (!pane || !socket)
    throw new UserError('ctrlg-agent runs in a tmux window.', `Start it with: ctrlg up ${name}`);
  const window = await windowOfPane(serverAt(socket), pane);
  const cwd = resolve(project.folder, config.cwd);
  const prior = priorStatus(before);
  const status = new StatusWriter(places.status, {
    version: STATUS_VERSION,
    agent_id: name,
    status: 'starting',
    current_task: null,
    context_summary: prior?.context_summary ?? '',
    window_id: window,
    pane_id: pane,
    tmux_socket: socket,
    pid: owner.pid,
    pid_started: owner.started,
    client: config.client,
    client_pid: prior?.client_pid ?? null,
    client_pid_started: prior?.client_pid_started ?? null,
    conversation_id: prior?.conversation_id ?? null,
    cwd,
    blocked_on: null,
    attended: false,
    queue: [],
    stop_kind: null,
    stopped_because: null,
  });
  const log = openLog(places.log);
  return new AgentLife({
    project,
    name,
    config,
    places,
    prior,
    status,
    log,
    owner,
    client: clientOf(config),
    userEditor,
  });
}

const priorStatus = (state: AgentState): Status | undefined =>
  state.kind === 'live' || state.kind === 'dead' ? state.status : undefined;

interface LifeParts {
  readonly project: Project;
  readonly name: string;
  readonly config: AgentConfig;
  readonly places: AgentPlaces;
  readonly prior: Status | undefined;
  readonly status: StatusWriter;
  readonly log: Log;
  readonly owner: ProcessIdentity;
  readonly client: Client;
  readonly userEditor: string;
}

/** One agent from the start of its wrapper to its end: starts its client again and again, and resumes the conversation. */
class AgentLife {
  readonly #parts: LifeParts;
  readonly #changes = new Changes();
  readonly #wrapper: Wrapper;
  readonly #recovered: Phase | undefined;
  #process: ClientProcess | undefined;
  #stop: { kind: StopKind; because: string } | undefined;
  #quickDeaths = 0;

  constructor(parts: LifeParts) {
    this.#parts = parts;
    const { project, name, places, client, owner, status, log, config } = parts;
    const records = { home: project.home, agent: name, places, database: openTaskStore(project.home) };
    prepareDeliveries(places.deliver);
    this.#recovered = recover(records, client, owner);
    const server = serverAt(status.current.tmux_socket);
    const press = (key: string) => pressKey(server, status.current.pane_id, key);
    const screen = () => lastLines(server, status.current.pane_id, 20);
    const phase = this.#recovered ?? { kind: 'starting' };
    this.#wrapper = new Wrapper(
      {
        client,
        records,
        status,
        changes: this.#changes,
        owner,
        log,
        press,
        screen,
        onClientDeath: config.onClientDeath,
        clientPid: () => this.#process?.identity.pid,
      },
      phase,
    );
  }

  async run(): Promise<number> {
    this.#stopOnSignals();
    const { places } = this.#parts;
    const look = () => {
      this.#wrapper.look();
      this.#changes.poke();
    };
    await this.#adopt();
    const folders = [places.events, places.inbox, `${places.deliver}/placed`, `${places.deliver}/draft`];
    const watch = await watchFolders(folders, look);
    every(SWEEP_EVERY_MS, look);
    if (!this.#process) this.#wrapper.clientGone('The agent’s window or its client was gone');
    while (!this.#stop) await this.#oneClient();
    watch.close();
    await this.#end();
    return 0;
  }

  /** Finds the client alive when only the wrapper died: its turn goes on as if nothing had happened. */
  async #adopt(): Promise<void> {
    const { prior, status, log } = this.#parts;
    if (!prior?.client_pid || prior.pane_id !== status.current.pane_id) return;
    const identity = { pid: prior.client_pid, started: prior.client_pid_started ?? '' };
    if (!isRunning(identity)) return;
    log(`adopted client ${identity.pid}`);
    this.#process = adoptClient(identity);
    if (!this.#recovered) this.#wrapper.adopted(prior.status === 'starting' ? 'starting' : 'turn-unknown');
    this.#wrapper.look();
    await this.#wrapper.settleDelivery();
  }

  async #oneClient(): Promise<void> {
    const startedMs = nowMs();
    const { status, log } = this.#parts;
    const process_ = this.#process ?? (await this.#start());
    if (!process_) return;
    this.#process = process_;
    status.update({ client_pid: process_.identity.pid, client_pid_started: process_.identity.started });
    let exit: Awaited<ClientProcess['exit']> | undefined;
    process_.exit.then((ended) => {
      exit = ended;
      this.#changes.poke();
    });
    this.#watchSlowStart(process_);
    await this.#wrapper.work(() => exit !== undefined || this.#stop !== undefined);
    if (!exit) return;
    const how = `The client ended (${exit.signal ?? `exit ${exit.code ?? 'unknown'}`})`;
    log(how);
    const inTurn = this.#wrapper.phase.kind === 'running';
    this.#process = undefined;
    status.update({ client_pid: null, client_pid_started: null });
    this.#wrapper.clientGone(how);
    if (exit.code === 0 && !inTurn && nowMs() - startedMs > QUICK_DEATH_MS)
      this.#stop ??= { kind: 'quit', because: 'its client was quit in its window' };
    else await this.#afterDeath(startedMs, exit.code === null ? String(exit.signal) : `exit ${exit.code}`);
  }

  async #start(): Promise<ClientProcess | undefined> {
    const { name, config, places, status, client, userEditor } = this.#parts;
    this.#wrapper.clientStarting();
    try {
      const resume = status.current.conversation_id;
      const launch = client.launch({ name, config, places, resume });
      const env = { ...clientEnv(name, config, places, userEditor), ...launch.env };
      return await startClient(launch, status.current.cwd, env);
    } catch (error) {
      this.#stop = { kind: 'refused', because: explain(error) };
      return undefined;
    }
  }

  /** A client that will not start must not be started for ever; one that cannot resume begins anew. */
  async #afterDeath(startedMs: number, how: string): Promise<void> {
    const { status, log } = this.#parts;
    if (nowMs() - startedMs > QUICK_DEATH_MS) {
      this.#quickDeaths = 0;
      return;
    }
    this.#quickDeaths += 1;
    if (this.#quickDeaths === 2 && status.current.conversation_id) {
      log(`conversation ${status.current.conversation_id} could not be resumed; a new one is begun`);
      status.update({ conversation_id: null });
    }
    if (this.#quickDeaths >= QUICK_DEATHS) {
      const because = `Its client ended ${QUICK_DEATHS} times right after its start (${how}). Run it by hand to see why.`;
      this.#stop = { kind: 'refused', because };
    }
    await sleep(500);
  }

  #watchSlowStart(process_: ClientProcess): void {
    void this.#changes
      .until(() => this.#wrapper.phase.kind !== 'starting' || this.#process !== process_, SLOW_START_MS)
      .then((started) => {
        if (!started)
          this.#wrapper.askPerson('It has not started yet: a first-run dialog may be open in its window.');
      });
  }

  #stopOnSignals(): void {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.#stop ??=
          signal === 'SIGTERM'
            ? { kind: 'down', because: 'stopped by ctrlg down' }
            : { kind: 'closed', because: 'its window was closed' };
        this.#changes.poke();
      });
    }
    // A client in cooked mode lets the terminal turn Ctrl-C into a signal for everybody in the window.
    process.on('SIGINT', () => {});
  }

  async #end(): Promise<void> {
    const { status, log } = this.#parts;
    const client = this.#process;
    const { kind, because } = this.#stop!;
    this.#wrapper.stopping(because);
    status.update({
      status: 'stopped',
      stop_kind: kind,
      stopped_because: because,
      blocked_on: null,
      current_task: null,
    });
    log(`stopped: ${because}`);
    if (!client) return;
    client.terminate();
    await Promise.race([client.exit, sleep(3_000)]);
    status.update({ client_pid: null, client_pid_started: null });
  }
}
