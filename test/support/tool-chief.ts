import { join } from 'node:path';
import type { ModelRequest, Script } from '../../src/model-stub/model-stub.ts';
import type { RealBrain } from './brain.ts';
import { type Rig, repository } from './rig.ts';
import { type Answer, type Step, ToolModel, type ToolWays } from './tool-model.ts';
import { until } from './until.ts';

/** A real client in a window as a chief that delegates by our tools. What its agents are asked, `agents` answers. */
export class ToolChief {
  readonly #rig: Rig;
  readonly #brain: RealBrain;
  readonly #model: ToolModel;
  readonly #pane: string;

  static async start(rig: Rig, ways: ToolWays, agents: Script): Promise<ToolChief> {
    const chief = new ToolChief(rig, ways, agents);
    await until('the chief to be ready', () => chief.#brain.isChiefReady(chief.screen()), {
      timeoutMs: 60_000,
      show: () => chief.screen(),
    });
    // The server of tools is started beside the client: it may be there a moment later.
    chief.#model.when('are you there?', [], 'here');
    const hasTools = async () =>
      JSON.stringify((await chief.say('are you there?')).body).includes(ways.offered);
    await until('the tools to be there', hasTools, { ...chief.patience, everyMs: 500 });
    return chief;
  }

  private constructor(rig: Rig, ways: ToolWays, agents: Script) {
    this.#rig = rig;
    this.#brain = rig.brain as RealBrain;
    this.#model = new ToolModel(this.#brain.api, ways, agents);
    ways.prepareHome?.(rig.env);
    const env = { ...rig.env, PATH: `${join(repository, 'bin')}:${rig.env.PATH}` };
    const words = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const client = `${this.#brain.chiefCommand} ${ways.args.map((arg) => `'${arg}'`).join(' ')}`;
    const command = `exec env -i ${words.join(' ')} TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" ${client}`;
    this.#pane = rig.tmux.start('tool-chief', rig.project, command);
  }

  get patience() {
    return { timeoutMs: 40_000, show: () => this.#rig.describe() };
  }

  screen(): string {
    return this.#rig.tmux.screen(this.#pane);
  }

  /** A person says something to the chief; the request in which its model hears of it. */
  async say(prompt: string): Promise<ModelRequest> {
    const { api } = this.#brain;
    const had = api.requests.length;
    this.#rig.tmux.type(this.#pane, prompt);
    const heard = () => api.requests.slice(had).find(({ text }) => text.startsWith(prompt));
    const press = () => {
      const request = heard();
      if (!request) this.#rig.tmux.keys(this.#pane, 'Enter');
      return request;
    };
    return until(`the chief to be told "${prompt}"`, press, { ...this.patience, everyMs: 250 });
  }

  /** A turn: told this prompt, its model asks for these calls one after the other. What each of them answered. */
  async turn(prompt: string, steps: readonly Step[]): Promise<Answer[]> {
    const words = `That was "${prompt}".`;
    const { answers } = this.#model.when(prompt, steps, words);
    await this.say(prompt);
    await until('the end of the turn', () => this.screen().includes(words), this.patience);
    return answers;
  }
}
