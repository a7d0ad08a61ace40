import type { Client } from '../clients/client.ts';
import type { AgentConfig } from '../project/config.ts';
import type { AgentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import type { Status, StopKind } from '../status/status.ts';
import type { StatusWriter } from '../status/write.ts';
import { Changes } from '../system/changes.ts';
import { nowMs, sleep } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { explain } from '../system/errors.ts';
import { listIfThere } from '../system/files.ts';
import type { Log } from '../system/log.ts';
import type { ProcessIdentity } from '../system/processes.ts';
import { watchFolders } from '../system/watch.ts';
import { clientEnv } from './client-env.ts';
import { adoptClient, assertFolder, type ClientProcess, type Exit, startClient } from './client-process.ts';
import { prepareDeliveries, receiptFolders } from './delivery.ts';
import { EarlyAnswers } from './early-answers.ts';
import { watchAsks } from './early-asks.ts';
import type { ClientWindow } from './parts.ts';
import type { Phase } from './phase.ts';
import { priorClient } from './prior-client.ts';
import { isQuickDeath, QuickDeaths, tooManyDeaths } from './quick-deaths.ts';
import type { Records } from './records.ts';
import { recover } from './recover.ts';
import { tellOfEnd } from './tell-of-ends.ts';
import { startUpkeep } from './upkeep.ts';
import { watchStart } from './watch-start.ts';
import { openWindow } from './window.ts';
import { Wrapper } from './wrapper.ts';

export interface LifeParts {
  readonly project: Project;
  readonly name: string;
  readonly database: Database;
  readonly config: AgentConfig;
  /** What it may take from its siblings' queues. */
  readonly targets: readonly string[];
  readonly places: AgentPlaces;
  /** What the wrapper before this one said last. */
  readonly prior: Status | undefined;
  readonly status: StatusWriter;
  readonly log: Log;
  readonly owner: ProcessIdentity;
  readonly client: Client;
  readonly userEditor: string;
}

const BREATH_MS = 500;
/** A client that was told to end is given so long. */
const END_PATIENCE_MS = 3_000;
/** From a client's end until the file of an event that it told just before is there, and until it is whole. */
const LAST_WORDS_MS = [150, 1_500];

/** One agent from the start of its wrapper to its end: starts its client again and again, and resumes the conversation. */
export class AgentLife {
  readonly #parts: LifeParts;
  readonly #changes = new Changes();
  readonly #records: Records;
  readonly #window: ClientWindow;
  readonly #wrapper: Wrapper;
  readonly #earlyAnswers: EarlyAnswers;
  readonly #recovered: Phase | undefined;
  #process: ClientProcess | undefined;
  #hasExited = false;
  #stop: { kind: StopKind; because: string } | undefined;
  readonly #quickDeaths = new QuickDeaths();

  constructor(parts: LifeParts) {
    this.#parts = parts;
    const { project, name, places, client, owner, status, log } = parts;
    const { home } = project;
    const { onClientDeath, backgroundTasks, warmUp } = parts.config;
    const records = { home, agent: name, places, database: parts.database };
    this.#records = records;
    prepareDeliveries(places.deliver);
    this.#recovered = recover(records, client, owner, status.current.conversation_id !== null);
    const policy = { onClientDeath, backgroundTasks, warmUp, targets: parts.targets };
    const earlyAnswers = new EarlyAnswers(home, log);
    this.#earlyAnswers = earlyAnswers;
    const ended = (taskId: string) => {
      earlyAnswers.give(taskId);
      tellOfEnd(project, taskId);
    };
    this.#window = openWindow({
      ...parts,
      pid: () => (this.#hasExited ? undefined : this.#process?.identity.pid),
      // What a client writes that is being ended says nothing of its turn.
      isHeard: () => !this.#stop,
    });
    const window = this.#window;
    const shared = { client, records, status, changes: this.#changes, owner, log, window, ended };
    this.#wrapper = new Wrapper({ ...shared, ...policy }, this.#recovered ?? { kind: 'starting' });
  }

  /** Runs until the client is quit, the agent is stopped, or the client cannot be started. */
  async run(): Promise<void> {
    this.#stopOnSignals();
    const { places, project, name } = this.#parts;
    const look = () => {
      this.#wrapper.look();
      this.#changes.poke();
    };
    const { events, inbox, questions, answered, messages } = places;
    const folders = [events, inbox, questions, answered, messages.told, ...receiptFolders(places)];
    await this.#adopt();
    const watch = await watchFolders(folders, look);
    const asks = await watchAsks(project, name, (ask, template) => {
      this.#earlyAnswers.taken(ask, template);
      look();
    });
    startUpkeep({ ...this.#parts, records: this.#records, look });
    if (this.#process) await this.#wrapper.settleDelivery();
    else this.#wrapper.clientGone('The agent’s window or its client was gone');
    while (!this.#stop) await this.#oneClient();
    asks.close();
    await this.#end(this.#stop);
    watch.close();
  }

  /** Finds the client alive when only the wrapper died: its turn goes on as if nothing had happened. */
  async #adopt(): Promise<void> {
    const { prior, status, places, log } = this.#parts;
    const paneId = status.current.pane_id;
    const client = prior && (await priorClient({ status: prior, paneId, agentFolder: places.folder, log }));
    if (!client) return;
    log(`adopted client ${client.pid}`);
    this.#process = adoptClient(client);
    this.#wrapper.askAgain(prior);
    if (!this.#recovered && prior.status !== 'starting') this.#wrapper.clientAdopted();
  }

  async #oneClient(): Promise<void> {
    const startedMs = nowMs();
    const { status } = this.#parts;
    this.#process ??= await this.#start();
    const client = this.#process;
    if (!client) return;
    status.update({ client_pid: client.identity.pid, client_pid_started: client.identity.started });
    let exit: Exit | undefined;
    this.#hasExited = false;
    client.exit.then((ended) => {
      exit = ended;
      this.#hasExited = true;
      this.#changes.poke();
    });
    void this.#watchStart(client);
    await this.#wrapper.work(() => exit !== undefined || this.#stop !== undefined);
    if (exit) await this.#afterExit(exit, nowMs() - startedMs);
  }

  async #start(): Promise<ClientProcess | undefined> {
    const { name, config, places, status, client, userEditor } = this.#parts;
    this.#wrapper.clientStarting();
    try {
      assertFolder(name, status.current.cwd);
      const launch = client.launch({ name, config, places, resume: status.current.conversation_id });
      const env = { ...clientEnv(name, config, places, userEditor), ...launch.env };
      return await startClient(launch, status.current.cwd, env);
    } catch (error) {
      this.#stop = { kind: 'refused', because: explain(error) };
      return undefined;
    }
  }

  async #afterExit(exit: Exit, livedMs: number): Promise<void> {
    const { status, log } = this.#parts;
    const how = exit.signal ?? `exit ${exit.code ?? 'unknown'}`;
    log(`client ended: ${how}`);
    await this.#lastWords();
    const { kind: phase } = this.#wrapper.phase;
    const isQuit = exit.code === 0 && (phase === 'idle' || (phase !== 'running' && !isQuickDeath(livedMs)));
    this.#process = undefined;
    status.update({ client_pid: null, client_pid_started: null });
    this.#wrapper.clientGone(`The client ended (${how})`);
    if (isQuit) this.#stop ??= { kind: 'quit', because: 'its client was quit in its window' };
    else await this.#beforeNextStart(exit, how, livedMs);
  }

  async #beforeNextStart({ code }: Exit, how: string, livedMs: number): Promise<void> {
    const { status, log } = this.#parts;
    const next = this.#quickDeaths.after(livedMs, code);
    if (next === 'give-up') this.#stop ??= { kind: 'refused', because: tooManyDeaths(how) };
    if (next === 'start-anew' && status.current.conversation_id) {
      log(`conversation ${status.current.conversation_id} could not be resumed; a new one is begun`);
      status.update({ conversation_id: null });
    }
    if (isQuickDeath(livedMs)) await sleep(BREATH_MS);
  }

  #watchStart(client: ClientProcess): Promise<void> {
    const { log } = this.#parts;
    return watchStart({
      changes: this.#changes,
      isOver: () => this.#wrapper.phase.kind !== 'starting' || this.#process !== client,
      isUp: () => this.#window.witness() !== undefined,
      onLostEvent: () => {
        log('it has started, and its start event never came');
        this.#wrapper.clientAdopted();
        this.#changes.poke();
      },
      onSlow: () =>
        this.#wrapper.askPerson(
          this.#parts.client.slowStart ??
            'It has not started yet: a first-run dialog may be open in its window.',
        ),
    });
  }

  #stopOnSignals(): void {
    const stopAs = (kind: StopKind, because: string) => () => {
      this.#stop ??= { kind, because };
      this.#changes.poke();
    };
    process.on('SIGTERM', stopAs('down', 'stopped by ctrlg down'));
    process.on('SIGHUP', stopAs('closed', 'its window was closed'));
    // A client in cooked mode lets the terminal turn Ctrl-C into a signal for everybody in the window.
    process.on('SIGINT', () => {});
  }

  async #end({ kind, because }: { kind: StopKind; because: string }): Promise<void> {
    const { status, log } = this.#parts;
    const client = this.#process;
    client?.terminate();
    if (client) await Promise.race([client.exit, sleep(END_PATIENCE_MS)]);
    await this.#lastWords();
    this.#wrapper.clientGone(`The agent was stopped (${because})`);
    status.update({
      status: 'stopped',
      stop_kind: kind,
      stopped_because: because,
      blocked_on: null,
      question_id: null,
      retry_at: null,
      current_task: null,
    });
    log(`stopped: ${because}`);
    if (client) status.update({ client_pid: null, client_pid_started: null });
  }

  /** The client has ended: an event that it told in its last moment may still be on its way, the end of its turn above all. */
  async #lastWords(): Promise<void> {
    const { events } = this.#parts.places;
    for (const patienceMs of LAST_WORDS_MS) {
      this.#wrapper.look();
      await this.#changes.until(() => this.#wrapper.phase.kind !== 'running', patienceMs);
      if (listIfThere(events).length === 0) return;
    }
  }
}
