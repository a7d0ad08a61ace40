import { agentPlaces } from '../../project/places.ts';
import type { Project } from '../../project/project.ts';
import { readStatus } from '../../status/read.ts';
import { explain } from '../../system/errors.ts';
import { agentOf } from '../../tasks/claimer.ts';
import type { Task } from '../../tasks/task.ts';
import type { Key } from '../terminal/keys.ts';
import type { Question } from './question.ts';
import type { Asked } from './watcher.ts';
import { openAgentWindow } from './window.ts';

const NOT_YET = { kind: 'elsewhere', how: 'Its window is being started.' } as const;

const UNREAD = 'It has only just come up. Once you have read it all: y or n.';
const NOT_TAKEN = 'The agent did not take the answer: press o, and answer in its window.';

/** What the keys of the waiting view act on. */
export interface KeyUse {
  readonly project: Project;
  /** How many tasks are shown. */
  readonly count: number;
  /** The task that is marked. */
  selected(): Task;
  /** Marks the next task, or the one before. */
  move(by: 1 | -1): void;
  /** The question that a key answers now; `unread` where it was not read yet. */
  question(): Question | 'unread' | undefined;
  /** Shows the next page of the question. */
  nextPage(): void;
  ask(what: Asked): void;
  /** Shows a person what came of a key. */
  tell(notice: string): void;
}

/** What the keys of the waiting view do. */
export class WaitKeys {
  readonly #use: KeyUse;
  readonly #stopAsked = new Set<string>();
  readonly #answered = new Set<string>();

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
    y: () => void this.#answer('approve'),
    n: () => void this.#answer('deny'),
    ' ': () => this.#use.nextPage(),
  };

  /** Answers the very question that stands on the screen, whatever the agent asks by now. */
  async #answer(decision: 'approve' | 'deny'): Promise<void> {
    const { project, question: current, tell } = this.#use;
    const question = current();
    if (question === 'unread') tell(UNREAD);
    if (question === undefined || question === 'unread' || this.#answered.has(question.id)) return;
    this.#answered.add(question.id);
    const { id, agent, text } = question;
    try {
      const { answerQuestion } = await import('../../status/answer.ts');
      const end = await answerQuestion(agentPlaces(project.home, agent), id, {
        decision,
        by: 'from the hook',
      });
      const said = `${decision === 'approve' ? 'Approved' : 'Denied'}: ${text.split('\n', 1)[0]!.slice(0, 60)}`;
      tell({ taken: said, 'answered-before': 'It was answered already.', 'not-taken': NOT_TAKEN }[end]);
    } catch (error) {
      tell(`It could not be answered: ${explain(error)}`);
    }
  }

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
