import type { TaskOfPrompt } from '../../asking/put-plan.ts';
import { agentPlaces } from '../../project/places.ts';
import { readStatus } from '../../status/read.ts';
import type { AgentState } from '../../status/status.ts';
import { batched, every, nowMs } from '../../system/clock.ts';
import { agentOf } from '../../tasks/claimer.ts';
import { readResult } from '../../tasks/report.ts';
import { Block, printPlainly } from '../terminal/block.ts';
import { type Size, Tty } from '../terminal/tty.ts';
import { AgentScreen } from './agent-screen.ts';
import { asideOf } from './aside.ts';
import { WaitKeys } from './keys.ts';
import { type Drawn, drawWaiting, plainLine } from './lines.ts';
import { drawMany, plainRow } from './many-lines.ts';
import { type Question, Reading } from './question.ts';
import { type WaitState, waitStateOf } from './state.ts';
import { TaskBook } from './task-facts.ts';
import type { Watched } from './watched.ts';
import type { Asked, LiveView } from './watcher.ts';

/** The elapsed time moves this often. */
const TICK_MS = 1_000;
/** A change may be the answer, which nothing must hold up. */
const CAN_WAIT_MS = 30;

/** Draws waiting tasks on the terminal until it is closed; undefined where there is no terminal. */
export function openView(watched: Watched, ask: (what: Asked) => void): LiveView | undefined {
  const keys = new WaitKeys({
    project: watched.project,
    count: watched.tasks.length,
    selected: () => view.selected,
    move: (by) => view.move(by),
    question: () => view.question,
    nextPage: () => view.nextPage(),
    ask,
    tell: (notice) => view.tell(notice),
  });
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

/** A task as it stands at this moment. */
interface Standing {
  readonly task: TaskOfPrompt['task'];
  readonly why: string;
  readonly agent: string;
  readonly agentState: AgentState;
  readonly state: WaitState;
}

class View implements LiveView {
  readonly #watched: Watched;
  readonly #ask: (what: Asked) => void;
  readonly #tty: Tty;
  readonly #block: Block | undefined;
  readonly #screen = new AgentScreen();
  readonly #book: TaskBook;
  readonly #aside: string | undefined;
  readonly #reading = new Reading();
  #at = 0;
  #notice: string | undefined;
  #lastShown = '';
  #printed = new Map<string, string>();
  #isClosed = false;
  #stopClock = () => {};

  constructor(watched: Watched, tty: Tty, ask: (what: Asked) => void) {
    this.#watched = watched;
    this.#ask = ask;
    this.#tty = tty;
    this.#book = new TaskBook(watched.project.home);
    this.#aside = asideOf(watched);
    this.#block = process.env.TERM === 'dumb' ? undefined : new Block(tty);
  }

  get selected() {
    return this.#watched.tasks[this.#at]!.task;
  }

  begin(): void {
    this.draw();
    this.#stopClock = every(TICK_MS, () => this.draw());
    const drawSoon = batched(CAN_WAIT_MS, () => this.draw());
    // Hears of every change; what it waits for is its own end.
    void this.#watched.changes.until(() => {
      drawSoon();
      return this.#isClosed;
    });
  }

  move(by: 1 | -1): void {
    const count = this.#watched.tasks.length;
    if (count === 1) return;
    this.#at = (this.#at + by + count) % count;
    this.#notice = undefined;
    this.draw();
  }

  /** What y and n answer now. */
  get question(): Question | 'unread' | undefined {
    return this.#reading.answerable;
  }

  nextPage(): void {
    this.#reading.nextPage();
    this.draw();
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
    const { tasks, project } = this.#watched;
    const standings = tasks.map(({ task, why }): Standing => {
      const agent = agentOf(project.home, task);
      const agentState = readStatus(agentPlaces(project.home, agent).status);
      const isAtHand = agentState.kind === 'live' && agentState.status.current_task === task.id;
      const state = waitStateOf(task.id, agentState, this.#book.factsOf(task, isAtHand));
      return { task, why, agent, agentState, state };
    });
    const marked = standings[this.#at]!;
    const shown = `${marked.task.id} ${marked.state.kind}`;
    if (shown !== this.#lastShown) {
      this.#screen.forget();
      if (marked.state.kind === 'ended') this.#notice = undefined;
    }
    this.#lastShown = shown;
    if (this.#block) this.#drawBlock(this.#block, standings, size);
    else this.#print(standings, size);
    if (this.#block && marked.state.kind !== 'ended')
      void this.#screen.look(marked.agentState).then((isNew) => isNew && this.draw());
  }

  close(how: 'erase' | 'hands-off'): void {
    this.#isClosed = true;
    this.#stopClock();
    this.#book.close();
    if (how === 'hands-off') this.#tty.leave();
    else {
      this.#block?.erase();
      this.#tty.close();
    }
  }

  #drawBlock(block: Block, standings: readonly Standing[], size: Size): void {
    const asking = askingOf(standings, this.#at);
    const question = asking === undefined ? undefined : questionOf(standings[asking]!);
    if (this.#reading.turnTo(question) && question) this.#notice = undefined;
    const { lines, shown } = this.#drawn(standings, asking, size);
    block.draw(lines, size);
    this.#reading.drawn(shown);
  }

  #drawn(standings: readonly Standing[], asking: number | undefined, size: Size): Drawn {
    const marked = standings[this.#at]!;
    const notice = this.#notice;
    const rows = standings.map(({ task, agent, state, why }) => ({
      agent,
      state,
      why,
      taskId: task.id,
      elapsedMs: elapsedOf(task.created_at, state),
      about: this.#book.aboutOf(task.id),
    }));
    const { page } = this.#reading;
    const shown = { excerpt: this.#excerptOf(marked), notice, aside: this.#aside, page };
    if (rows.length === 1) return drawWaiting({ ...rows[0]!, ...shown }, size);
    const elapsedMs = Math.max(...rows.map((row) => row.elapsedMs));
    return drawMany({ rows, at: this.#at, elapsedMs, asking, ...shown }, size);
  }

  /** What the agent's window shows, or how the result of a task begins that is done. */
  #excerptOf({ task, state, agentState }: Standing): string[] {
    if (state.kind !== 'ended') return this.#screen.linesOf(agentState);
    const result = readResult(this.#watched.project.home, task.id).subarray(0, MOST_BYTES).toString('utf8');
    return result
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, RESULT_LINES);
  }

  #print(standings: readonly Standing[], { columns }: Size): void {
    for (const { task, agent, state } of standings) {
      const row = { agent, state, taskId: task.id, elapsedMs: 0, about: '' };
      const line =
        standings.length === 1
          ? plainLine({ ...row, why: '', excerpt: [], notice: this.#notice }, columns)
          : plainRow(row, columns);
      if (line !== this.#printed.get(task.id)) printPlainly(this.#tty, [line]);
      this.#printed.set(task.id, line);
    }
  }
}

const questionOf = ({ agent, state }: Standing): Question | undefined =>
  state.kind === 'blocked' && state.questionId !== null
    ? { agent, id: state.questionId, text: state.question }
    : undefined;

/** Whose question a key answers: the marked task's, else that of the only agent that asks. */
function askingOf(standings: readonly Standing[], at: number): number | undefined {
  const marked = standings[at]!;
  if (marked.state.kind === 'blocked') return questionOf(marked) && at;
  const asking = standings.filter(questionOf);
  const agents = new Set(asking.map(({ agent }) => agent));
  return agents.size === 1 ? standings.indexOf(asking[0]!) : undefined;
}

const RESULT_LINES = 6;
const MOST_BYTES = 4_000;

/** The time waited; for one that has ended, the time it took from the asking to the end. */
function elapsedOf(createdAt: string, state: WaitState): number {
  const endMs = state.kind === 'ended' ? Date.parse(state.done.ended_at) : nowMs();
  return endMs - Date.parse(createdAt);
}
