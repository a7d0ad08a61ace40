import { agentPlaces } from '../project/places.ts';
import { readStatus } from '../status/read.ts';
import { every, nowMs } from '../system/clock.ts';
import { serverAt } from '../tmux/server.ts';
import { lastLines } from '../tmux/windows.ts';
import { Tty } from './tty.ts';
import { Block, printPlainly } from './tty-block.ts';
import { tellingLines } from './view-excerpt.ts';
import { WaitKeys } from './view-keys.ts';
import { plainLine, type Waiting, waitingLines } from './view-lines.ts';
import { waitStateOf } from './view-state.ts';
import type { Asked, LiveView, WatchedTask } from './watch-task.ts';

/** The elapsed time moves, and the agent's window is looked at, this often. */
const TICK_MS = 1_000;
/** Lines of the agent's screen that are looked at: clients end theirs with an input box and hints. */
const LOOKED_AT = 40;

/** Draws a waiting task on the terminal until it is closed; undefined where there is no terminal. */
export function openView(watched: WatchedTask, ask: (what: Asked) => void): LiveView | undefined {
  const keys = new WaitKeys(watched, ask, (notice) => view.tell(notice));
  const tty = Tty.open({
    key: keys.press,
    resized: () => view.draw(),
    gone: () => ask('left'),
    ending: () => view.close('erase'),
  });
  if (!tty) return undefined;
  const view = new View(watched, tty);
  view.begin();
  return view;
}

class View implements LiveView {
  readonly #watched: WatchedTask;
  readonly #tty: Tty;
  readonly #block: Block | undefined;
  #excerpt: string[] = [];
  #notice: string | undefined;
  #printed = '';
  #isClosed = false;
  #isReading = false;
  #stopClock = () => {};

  constructor(watched: WatchedTask, tty: Tty) {
    this.#watched = watched;
    this.#tty = tty;
    this.#block = process.env.TERM === 'dumb' ? undefined : new Block(tty);
  }

  begin(): void {
    this.#stopClock = every(TICK_MS, this.#tick);
    this.#tick();
    // Looks at every change; what it waits for is its own end.
    void this.#watched.changes.until(() => {
      this.draw();
      return this.#isClosed;
    });
  }

  tell(notice: string): void {
    this.#notice = notice;
    this.draw();
  }

  draw(): void {
    if (this.#isClosed) return;
    const size = this.#tty.size();
    if (this.#block) this.#block.draw(waitingLines(this.#waiting(), size), size);
    else this.#print(plainLine(this.#waiting(), size.columns));
  }

  close(how: 'erase' | 'hands-off'): void {
    this.#isClosed = true;
    this.#stopClock();
    if (how === 'hands-off') this.#tty.leave();
    else {
      this.#block?.erase();
      this.#tty.close();
    }
  }

  #tick = (): void => {
    this.draw();
    if (this.#block) void this.#readWindow();
  };

  #waiting(): Waiting {
    const { task, why } = this.#watched;
    return {
      agent: task.agent,
      state: waitStateOf(task.id, this.#agentState()),
      elapsedMs: nowMs() - Date.parse(task.created_at),
      taskId: task.id,
      why,
      excerpt: this.#excerpt,
      notice: this.#notice,
    };
  }

  #agentState = () => readStatus(agentPlaces(this.#watched.project.home, this.#watched.task.agent).status);

  #print(line: string): void {
    if (line !== this.#printed) printPlainly(this.#tty, [line]);
    this.#printed = line;
  }

  /** The agent's screen is shown and nothing is concluded from it. */
  async #readWindow(): Promise<void> {
    const agent = this.#agentState();
    if (agent.kind !== 'live' || this.#isReading) return;
    this.#isReading = true;
    const { tmux_socket, pane_id } = agent.status;
    const lines = await lastLines(serverAt(tmux_socket), pane_id, LOOKED_AT).catch(() => []);
    this.#isReading = false;
    const telling = tellingLines(lines);
    if (telling.join('\n') === this.#excerpt.join('\n')) return;
    this.#excerpt = telling;
    this.draw();
  }
}
