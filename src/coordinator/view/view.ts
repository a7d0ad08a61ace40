import { agentPlaces } from '../../project/places.ts';
import { readStatus } from '../../status/read.ts';
import type { AgentState } from '../../status/status.ts';
import { every, nowMs } from '../../system/clock.ts';
import { Block, printPlainly } from '../terminal/block.ts';
import { Tty } from '../terminal/tty.ts';
import { AgentScreen } from './agent-screen.ts';
import { WaitKeys } from './keys.ts';
import { plainLine, type Waiting, waitingLines } from './lines.ts';
import { waitStateOf } from './state.ts';
import type { Asked, LiveView, WatchedTask } from './watch-task.ts';

/** The elapsed time moves this often. */
const TICK_MS = 1_000;

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
  const view = new View(watched, tty, ask);
  view.begin();
  return view;
}

class View implements LiveView {
  readonly #watched: WatchedTask;
  readonly #ask: (what: Asked) => void;
  readonly #tty: Tty;
  readonly #block: Block | undefined;
  readonly #screen = new AgentScreen();
  #notice: string | undefined;
  #lastKind: string | undefined;
  #printed = '';
  #isClosed = false;
  #stopClock = () => {};

  constructor(watched: WatchedTask, tty: Tty, ask: (what: Asked) => void) {
    this.#watched = watched;
    this.#ask = ask;
    this.#tty = tty;
    this.#block = process.env.TERM === 'dumb' ? undefined : new Block(tty);
  }

  begin(): void {
    this.#stopClock = every(TICK_MS, () => this.draw());
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
    try {
      this.#drawNow();
    } catch {
      this.#ask('left');
    }
  }

  #drawNow(): void {
    const size = this.#tty.size();
    const agent = this.#agentState();
    const waiting = this.#waiting(agent);
    if (waiting.state.kind !== this.#lastKind) this.#screen.forget();
    this.#lastKind = waiting.state.kind;
    if (this.#block) this.#block.draw(waitingLines(waiting, size), size);
    else this.#print(plainLine(waiting, size.columns));
    if (this.#block) void this.#screen.look(agent).then((isNew) => isNew && this.draw());
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

  #waiting(agent: AgentState): Waiting {
    const { task, why } = this.#watched;
    return {
      agent: task.agent,
      state: waitStateOf(task.id, agent),
      elapsedMs: nowMs() - Date.parse(task.created_at),
      taskId: task.id,
      why,
      excerpt: this.#screen.lines,
      notice: this.#notice,
    };
  }

  #agentState = () => readStatus(agentPlaces(this.#watched.project.home, this.#watched.task.agent).status);

  #print(line: string): void {
    if (line !== this.#printed) printPlainly(this.#tty, [line]);
    this.#printed = line;
  }
}
