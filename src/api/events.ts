import { existsSync } from 'node:fs';
import { taskPlaces, tasksFolder } from '../project/places.ts';
import { AgentWatch } from '../status/agent-watch.ts';
import { Changes } from '../system/changes.ts';
import { every } from '../system/clock.ts';
import { listIfThere, makePrivateFolder } from '../system/files.ts';
import { type FolderWatch, watchFolders } from '../system/watch.ts';
import { agentOf } from '../tasks/claimer.ts';
import { readDone } from '../tasks/done-marker.ts';
import { progressOf } from '../tasks/progress.ts';
import { readTask } from '../tasks/put.ts';
import type { Task } from '../tasks/task.ts';
import { TASK_ID } from '../tasks/task-key.ts';
import { agentReports } from './agent-report.ts';
import type { CtrlgEvent } from './ctrlg.ts';
import type { Workplace } from './workplace.ts';

/** A wrapper that is killed writes nothing any more, and a `.done` may come while its folder is being subscribed to. */
const LOOK_EVERY_MS = 1_000;

/**
 * `Ctrlg.events`: what changes from this call on. Nothing is kept for a reader who is slow: each time it asks, what stands
 * now is compared with what it was told. So nothing can pile up, and no end is missed.
 */
export function eventsOf(open: () => Workplace, signal: AbortSignal): AsyncGenerator<CtrlgEvent, void> {
  const changes = new Changes();
  const { home } = open().project;
  // A watch that begins pokes at once: that must not come in the middle of a look, which would lose what it found.
  const poke = () => queueMicrotask(changes.poke);
  const tasks = new TaskStates(home, poke);
  const agents = new AgentStates(open);
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const generator = generate({ home, changes, poke, tasks, agents, signal: both });
  // A generator's own `return` waits for the next event first.
  const leave = generator.return.bind(generator);
  generator.return = (value) => {
    stop.abort();
    return leave(value);
  };
  return generator;
}

interface Source {
  readonly home: string;
  readonly changes: Changes;
  readonly poke: () => void;
  readonly tasks: TaskStates;
  readonly agents: AgentStates;
  readonly signal: AbortSignal;
}

/** Watches only while somebody reads. */
async function* generate(source: Source): AsyncGenerator<CtrlgEvent, void> {
  const { home, changes, poke, tasks, agents, signal } = source;
  const agentWatch = new AgentWatch(home, poke);
  const stopLooking = every(LOOK_EVERY_MS, poke);
  signal.addEventListener('abort', poke);
  try {
    await Promise.all([tasks.watch(), agentWatch.start()]);
    while (!signal.aborted) {
      const look = () => [...tasks.news(), ...agents.news()];
      const news = await changes.until(() => {
        const found = signal.aborted ? [] : look();
        return (signal.aborted || found.length > 0) && found;
      });
      for (const event of news ?? []) {
        if (signal.aborted) return;
        yield event;
      }
    }
  } finally {
    signal.removeEventListener('abort', poke);
    stopLooking();
    agentWatch.close();
    tasks.close();
  }
}

interface Told {
  readonly task: Task;
  spoken: string;
  watch: Promise<FolderWatch> | undefined;
}

/** How the tasks that have not ended stand, as it was told last. */
class TaskStates {
  readonly #home: string;
  readonly #poke: () => void;
  readonly #open = new Map<string, Told>();
  readonly #known = new Set<string>();
  #folder: FolderWatch | undefined;
  /** Listing many tasks takes some ms: only where one may have come. */
  #hasMore = true;

  constructor(home: string, poke: () => void) {
    this.#home = home;
    this.#poke = poke;
    makePrivateFolder(tasksFolder(home));
    // Those that have ended already are no news.
    for (const id of this.#ids()) if (existsSync(taskPlaces(home, id).done)) this.#known.add(id);
    this.news();
  }

  async watch(): Promise<void> {
    this.#folder = await watchFolders([tasksFolder(this.#home)], () => {
      this.#hasMore = true;
      this.#poke();
    });
    for (const told of this.#open.values()) this.#watchOne(told);
  }

  close(): void {
    this.#folder?.close();
    for (const { watch } of this.#open.values()) closeSoon(watch);
  }

  news(): CtrlgEvent[] {
    if (this.#hasMore) for (const id of this.#ids()) if (!this.#known.has(id)) this.#meet(id);
    this.#hasMore = false;
    return [...this.#open.values()].flatMap((told) => this.#newsOf(told) ?? []);
  }

  #ids(): string[] {
    return listIfThere(tasksFolder(this.#home)).filter((id) => TASK_ID.test(id));
  }

  #meet(id: string): void {
    this.#known.add(id);
    const task = readTask(this.#home, id);
    if (!task) return;
    const told: Told = { task, spoken: '', watch: undefined };
    this.#open.set(id, told);
    if (this.#folder) this.#watchOne(told);
  }

  #watchOne(told: Told): void {
    told.watch ??= watchFolders([taskPlaces(this.#home, told.task.id).folder], this.#poke);
  }

  #newsOf(told: Told): CtrlgEvent | undefined {
    const { id } = told.task;
    const { status, agent, isEnded } = standingOf(this.#home, told.task);
    if (isEnded) {
      closeSoon(told.watch);
      this.#open.delete(id);
    }
    const spoken = `${status} ${agent}`;
    if (spoken === told.spoken) return undefined;
    told.spoken = spoken;
    return { kind: 'task', id, agent, status };
  }
}

const closeSoon = (watch: Promise<FolderWatch> | undefined): void => void watch?.then((one) => one.close());

/** From the files alone: a task that is tried again later is told of as queued. */
function standingOf(
  home: string,
  task: Task,
): { status: Extract<CtrlgEvent, { kind: 'task' }>['status']; agent: string; isEnded: boolean } {
  try {
    const done = readDone(home, task.id);
    if (done) return { status: done.status, agent: done.agent_id, isEnded: true };
    return { ...progressOf(home, task), isEnded: false };
  } catch {
    return { status: 'unreadable', agent: agentOf(home, task), isEnded: false };
  }
}

/** How the agents stand, as it was told last. */
class AgentStates {
  readonly #open: () => Workplace;
  readonly #told = new Map<string, string>();

  constructor(open: () => Workplace) {
    this.#open = open;
    this.news();
  }

  news(): CtrlgEvent[] {
    return this.#reports().flatMap(({ name, status, task, blockedOn }) => {
      const event = { kind: 'agent', agent: name, status, task, blockedOn } as const;
      const spoken = JSON.stringify(event);
      if (this.#told.get(name) === spoken) return [];
      this.#told.set(name, spoken);
      return event;
    });
  }

  /** While a person is writing the config it may hold a mistake. */
  #reports(): ReturnType<typeof agentReports> {
    try {
      return agentReports(this.#open());
    } catch {
      return [];
    }
  }
}
