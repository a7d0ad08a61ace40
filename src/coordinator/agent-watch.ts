import { agentPlaces } from '../project/places.ts';
import type { Project } from '../project/project.ts';
import { readStatus } from '../status/read.ts';
import type { AgentState } from '../status/status.ts';
import { batched, every } from '../system/clock.ts';
import { watchFolders } from '../system/watch.ts';
import { agentOf } from '../tasks/claimer.ts';
import type { Task } from '../tasks/task.ts';

/** An agent that is killed with its whole window writes nothing any more. */
const READ_EVERY_MS = 2_000;
/**
 * An agent's status changes as its task ends, and to read it takes longer than to write the answer: it is read a little
 * later, when the answer is on its way.
 */
const CAN_WAIT_MS = 30;

/** How the agent that has a task is: read when its status may have changed, and else remembered. */
export class AgentWatch {
  readonly #project: Project;
  readonly #task: Task;
  readonly #close: () => void;
  #known: { readonly name: string; readonly state: AgentState } | undefined;

  /** Calls `changed` when the agent may have changed. */
  static async open(project: Project, task: Task, changed: () => void): Promise<AgentWatch> {
    const look = () => {
      agent.forget();
      changed();
    };
    const lookSoon = batched(CAN_WAIT_MS, look);
    const stopReading = every(READ_EVERY_MS, look);
    const agent = new AgentWatch(project, task, () => {
      lookSoon.stop();
      stopReading();
      watch.close();
    });
    const watch = await watchFolders([agentPlaces(project.home, task.agent).folder], lookSoon);
    return agent;
  }

  private constructor(project: Project, task: Task, close: () => void) {
    this.#project = project;
    this.#task = task;
    this.#close = close;
  }

  /** The one that claimed the task last, else the one it was put for. */
  get name(): string {
    return agentOf(this.#project.home, this.#task);
  }

  get state(): AgentState {
    const { name } = this;
    if (this.#known?.name !== name) {
      const { status } = agentPlaces(this.#project.home, name);
      this.#known = { name, state: readStatus(status) };
    }
    return this.#known.state;
  }

  forget(): void {
    this.#known = undefined;
  }

  close(): void {
    this.#close();
  }
}
