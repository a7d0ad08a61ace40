import { agentPlaces } from '../../project/places.ts';
import { readStatus } from '../../status/read.ts';
import { explain } from '../../system/errors.ts';
import type { Key } from '../terminal/keys.ts';
import type { Asked, WatchedTask } from './watch-task.ts';
import { openAgentWindow } from './window.ts';

const NOT_YET = { kind: 'elsewhere', how: 'Its window is being started.' } as const;

/** What the keys of the waiting view do. `tell` shows a person what came of one. */
export class WaitKeys {
  readonly #watched: WatchedTask;
  readonly #ask: (what: Asked) => void;
  readonly #tell: (notice: string) => void;
  #isStopAsked = false;

  constructor(watched: WatchedTask, ask: (what: Asked) => void, tell: (notice: string) => void) {
    this.#watched = watched;
    this.#ask = ask;
    this.#tell = tell;
  }

  press = (key: Key): void => {
    if (key.kind === 'cancel' || key.kind === 'escape') this.#ask('left');
    if (key.kind === 'char') this.#actions[key.char]?.();
  };

  readonly #actions: Record<string, () => void> = {
    q: () => this.#ask('left'),
    b: () => this.#ask('background'),
    o: () => void this.#open(),
    x: () => void (this.#isStopAsked ? this.#ask('left') : this.#stop()),
  };

  async #open(): Promise<void> {
    const { project, task } = this.#watched;
    const state = readStatus(agentPlaces(project.home, task.agent).status);
    const opened = state.kind === 'live' ? await openAgentWindow(state.status) : NOT_YET;
    this.#tell(
      opened.kind === 'shown' ? 'Its window was opened. Back here: your tmux prefix, then L.' : opened.how,
    );
  }

  async #stop(): Promise<void> {
    this.#isStopAsked = true;
    const { project, task } = this.#watched;
    try {
      const { cancelTask } = await import('../../tasks/cancel.ts');
      const result = cancelTask(project.home, task);
      if (result === 'asked') this.#tell('Asked it to stop. x or q: stop waiting.');
    } catch (error) {
      this.#tell(`It could not be asked to stop: ${explain(error)}`);
    }
  }
}
