import { withPast } from '../../asking/with-past.ts';
import type { Config } from '../../project/config.ts';
import { agentPlaces } from '../../project/places.ts';
import type { Project } from '../../project/project.ts';
import { type PlannedTask, taskFor } from '../../router/bind.ts';
import { readStatus } from '../../status/read.ts';
import { agentOf } from '../../tasks/claimer.ts';
import type { Task } from '../../tasks/task.ts';
import { runningFromHere, waitingAnswers } from '../from-here.ts';
import { editorOf } from '../terminal/edit-prompt.ts';
import { type MenuItem, menuItems } from './items.ts';
import type { Picker } from './picker.ts';
import { MENU_KEYS, menuHead } from './prompt.ts';
import { resultsList, takeResults } from './results.ts';
import { seeAgent } from './see-agent.ts';

export interface MenuRequest {
  readonly file: string;
  /** The prompt as it stands in the file. */
  readonly original: string;
  /** The prompt as an agent would be given it. */
  readonly prompt: string;
  readonly project: Project;
  readonly config: Config;
}

export type ToAgent = { readonly kind: 'agent' } & PlannedTask;

/** What a person wants done with the prompt; `leave`: nothing more, the file is as it shall be. */
export type Wanted =
  | ToAgent
  | { readonly kind: 'leave' | 'edit' | 'shell' }
  /** To wait for tasks again that still run. */
  | { readonly kind: 'attach'; readonly tasks: readonly Task[] };

/** The menu from its first line to a choice that ends it. */
export class Menu {
  readonly #request: MenuRequest;
  readonly #picker: Picker;
  readonly #editor: string | undefined;
  #items: MenuItem[] = [];
  #running: Task[] = [];

  constructor(request: MenuRequest, picker: Picker) {
    this.#request = request;
    this.#picker = picker;
    this.#editor = editorOf(request.config);
  }

  /** Shows the menu until the person has chosen. */
  async choose(): Promise<Wanted> {
    // Enter stays with the agents, where there is anything to send.
    const isEmpty = this.#request.prompt.trim() === '';
    const startAt = () => (isEmpty ? 0 : this.#items.findIndex(({ kind }) => kind === 'agent'));
    const menu = { list: () => this.#list(), startAt };
    for (;;) {
      const chosen = await this.#picker.choose(menu);
      if (chosen.kind === 'leave') return { kind: 'leave' };
      const item = this.#items[chosen.kind === 'pick' ? chosen.index : chosen.at];
      const isSeeing = chosen.kind === 'other' && chosen.char === 'o';
      const wanted = chosen.kind === 'pick' ? await this.#pick(item!) : isSeeing && (await this.#see(item!));
      if (wanted) return wanted;
    }
  }

  #list() {
    const { project, config, prompt } = this.#request;
    const { home } = project;
    const { fromHere, others } = waitingAnswers(home);
    this.#running = runningFromHere(home);
    this.#items = menuItems({
      config,
      stateOf: (agent) => readStatus(agentPlaces(home, agent).status),
      editor: this.#editor,
      waiting: { fromHere: fromHere.length, others: others.length },
      running: this.#running.map((task) => agentOf(home, task)),
    });
    return { head: menuHead(prompt), rows: this.#items, keys: MENU_KEYS };
  }

  async #pick(item: MenuItem): Promise<Wanted | undefined> {
    const { prompt } = this.#request;
    switch (item.kind) {
      case 'agent':
        if (prompt.trim() === '') return this.#see(item);
        return this.#send(item.name);
      case 'auto':
        if (prompt.trim() !== '') return this.#send('auto');
        this.#picker.tell('The prompt is empty: there is nothing to send.');
        return undefined;
      case 'results':
        return this.#takeResults();
      case 'running':
        return { kind: 'attach', tasks: this.#running };
      case 'edit':
      case 'shell':
        return { kind: item.kind };
      default:
        return item.kind satisfies never;
    }
  }

  async #send(target: string): Promise<Wanted | undefined> {
    const { project, config, prompt } = this.#request;
    const stateOf = (agent: string) => readStatus(agentPlaces(project.home, agent).status);
    const plan = await withPast(project.home, (pastOf) =>
      taskFor(target, { prompt, config, stateOf, pastOf }),
    );
    if (plan.kind === 'task') {
      const why = target === 'auto' ? plan.task.why : 'picked in the menu';
      return { ...plan.task, kind: 'agent', why };
    }
    this.#picker.tell('The config names no agents.');
    return undefined;
  }

  async #see(item: MenuItem): Promise<Wanted | undefined> {
    if (item.kind !== 'agent') return undefined;
    this.#picker.tell(`Opening ${item.name} …`);
    const seen = await seeAgent(this.#request.project, item.name);
    if (seen === 'shown') return { kind: 'leave' };
    this.#picker.tell(seen.why);
    return undefined;
  }

  async #takeResults(): Promise<Wanted | undefined> {
    const { home } = this.#request.project;
    const { fromHere, others } = waitingAnswers(home);
    const results = [...fromHere, ...others];
    const chosen = await this.#picker.choose({ list: () => resultsList(home, results) });
    if (chosen.kind !== 'pick') return undefined;
    const one = results[chosen.index];
    // In the order in which they were asked.
    await takeResults(this.#request, one ? [one] : results.reverse());
    return { kind: 'leave' };
  }
}
