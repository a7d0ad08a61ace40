import { withPast } from '../../asking/with-past.ts';
import type { Config } from '../../project/config.ts';
import { agentPlaces } from '../../project/places.ts';
import type { Project } from '../../project/project.ts';
import { type PlannedTask, taskFor } from '../../router/bind.ts';
import { readStatus } from '../../status/read.ts';
import { waitingResults } from '../../tasks/taken.ts';
import { editorOf } from '../terminal/edit-prompt.ts';
import { type MenuItem, menuItems } from './items.ts';
import type { Picker } from './picker.ts';
import { MENU_KEYS, menuHead } from './prompt.ts';
import { resultsList, takeResult } from './results.ts';
import { seeAgent } from './see-agent.ts';

export interface MenuRequest {
  readonly file: string;
  readonly prompt: string;
  readonly project: Project;
  readonly config: Config;
}

export type ToAgent = { readonly kind: 'agent' } & PlannedTask;

/** What a person wants done with the prompt; `leave`: nothing more, the file is as it shall be. */
export type Wanted = ToAgent | { readonly kind: 'leave' | 'edit' | 'shell' };

/** The menu from its first line to a choice that ends it. */
export class Menu {
  readonly #request: MenuRequest;
  readonly #picker: Picker;
  readonly #editor: string | undefined;
  #items: MenuItem[] = [];

  constructor(request: MenuRequest, picker: Picker) {
    this.#request = request;
    this.#picker = picker;
    this.#editor = editorOf(request.config);
  }

  /** Shows the menu until the person has chosen. */
  async choose(): Promise<Wanted> {
    const menu = { list: () => this.#list() };
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
    this.#items = menuItems({
      config,
      stateOf: (agent) => readStatus(agentPlaces(project.home, agent).status),
      editor: this.#editor,
      waitingResults: waitingResults(project.home).length,
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
        return this.#takeResult();
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

  async #takeResult(): Promise<Wanted | undefined> {
    const { project, config, file, prompt } = this.#request;
    const results = waitingResults(project.home);
    const chosen = await this.#picker.choose({ list: () => resultsList(project.home, results) });
    if (chosen.kind !== 'pick') return undefined;
    takeResult({ home: project.home, file, template: config.answerTemplate, prompt }, results[chosen.index]!);
    return { kind: 'leave' };
  }
}
