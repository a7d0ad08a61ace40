import { agentPlaces } from '../../project/places.ts';
import type { Project } from '../../project/project.ts';
import { readStatus } from '../../status/read.ts';
import { explain } from '../../system/errors.ts';
import { agentOf } from '../../tasks/claimer.ts';
import type { Task } from '../../tasks/task.ts';
import type { Key } from '../terminal/keys.ts';
import type { Asked } from './watcher.ts';
import { openAgentWindow } from './window.ts';

const NOT_YET = { kind: 'elsewhere', how: 'Its window is being started.' } as const;

/** What the keys of the waiting view act on. */
export interface KeyUse {
  readonly project: Project;
  /** How many tasks are shown. */
  readonly count: number;
  /** The task that is marked. */
  selected(): Task;
  /** Marks the next task, or the one before. */
  move(by: 1 | -1): void;
  ask(what: Asked): void;
  /** Shows a person what came of a key. */
  tell(notice: string): void;
}

/** What the keys of the waiting view do. */
export class WaitKeys {
  readonly #use: KeyUse;
  readonly #stopAsked = new Set<string>();

  constructor(use: KeyUse) {
    this.#use = use;
  }

  press = (key: Key): void => {
    if (key.kind === 'cancel' || key.kind === 'escape') this.#use.ask('left');
    if (key.kind === 'up' || key.kind === 'down') this.#use.move(key.kind === 'up' ? -1 : 1);
    if (key.kind === 'char') this.#actions[key.char]?.();
  };

  readonly #actions: Record<string, () => void> = {
    q: () => this.#use.ask('left'),
    b: () => this.#use.ask('background'),
    j: () => this.#use.move(1),
    k: () => this.#use.move(-1),
    o: () => void this.#open(),
    x: () => void this.#stopOrLeave(),
  };

  async #open(): Promise<void> {
    const { project, selected, tell } = this.#use;
    const state = readStatus(agentPlaces(project.home, agentOf(project.home, selected())).status);
    const opened = state.kind === 'live' ? await openAgentWindow(state.status) : NOT_YET;
    tell(
      opened.kind === 'shown' ? 'Its window was opened. Back here: your tmux prefix, then L.' : opened.how,
    );
  }

  /** The only task's second `x` stops waiting; among several it would leave the others too. */
  #stopOrLeave(): Promise<void> | void {
    const task = this.#use.selected();
    if (!this.#stopAsked.has(task.id)) return this.#stop(task);
    if (this.#use.count === 1) this.#use.ask('left');
  }

  async #stop(task: Task): Promise<void> {
    const { project, count, tell } = this.#use;
    this.#stopAsked.add(task.id);
    try {
      const { cancelTask } = await import('../../tasks/cancel.ts');
      const result = cancelTask(project.home, task);
      const more = count === 1 ? 'x or q: stop waiting.' : 'q: stop waiting for all.';
      if (result === 'asked') tell(`Asked ${count === 1 ? 'it' : task.agent} to stop. ${more}`);
      if (result === 'ended') tell('It has ended already.');
    } catch (error) {
      tell(`It could not be asked to stop: ${explain(error)}`);
    }
  }
}
