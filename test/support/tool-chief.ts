/* biome-ignore-all lint/suspicious/noThenProperty: the stub's word for what follows a tool's result */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelRequest, Reply, Script } from '../../src/model-stub/model-stub.ts';
import type { ToolCall } from '../../src/model-stub/wire.ts';
import type { RealBrain } from './brain.ts';
import { type Rig, repository } from './rig.ts';
import { until } from './until.ts';

/** How a client's model asks for our tools. */
export interface ToolWays {
  /** What it is started with so that it has them. */
  readonly args: string;
  /** Writes what it has to find in its home. */
  prepareHome?(home: string): void;
  /** A name that the request holds once the client has them. */
  readonly offered: string;
  callOf(tool: string, input: object): ToolCall;
  /** What comes before the first call of a conversation, for a client that tells its model no more than names at first. */
  readonly lookUp?: { readonly call: (tools: readonly string[]) => ToolCall; readonly found: string };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
type Answer = any;
/** A call that the chief's model asks for, made of what the calls before it in the turn gave. */
export type Step = readonly [tool: string, input: object | ((answers: Answer[]) => object)];

/** Claude Code with our plugin: it defers tools, and says "Tool loaded." below the answer of a look-up. */
const PLUGIN = 'mcp__plugin_ctrlg_ctrlg';
export const CLAUDE_WAYS: ToolWays = {
  args: `--plugin-dir '${repository}/plugin' --allowedTools ${PLUGIN}`,
  offered: `${PLUGIN}__assign_task`,
  callOf: (tool, input) => ({ name: `${PLUGIN}__${tool}`, input }),
  lookUp: {
    call: (tools) => ({
      name: 'ToolSearch',
      input: { query: `select:${tools.map((tool) => `${PLUGIN}__${tool}`).join(',')}` },
    }),
    found: 'Tool loaded.',
  },
};

/** Not in its config: there they would be an agent's too, and open a dialog in its window. */
const codexHook = (event: string): string =>
  `-c 'hooks.${event}=[{hooks=[{type="command",command="ctrlg news --hook",timeout=5}]}]'`;

/** Codex with our server in its config: a group of tools. Hooks that nobody has looked at yet would open a dialog. */
export const CODEX_WAYS: ToolWays = {
  args: `--dangerously-bypass-hook-trust ${['UserPromptSubmit', 'Stop'].map(codexHook).join(' ')}`,
  prepareHome: (home) => appendFileSync(join(home, '.codex/config.toml'), CODEX_CONFIG),
  offered: '"mcp__ctrlg"',
  callOf: (tool, input) => ({ namespace: 'mcp__ctrlg', name: tool, input }),
};

/** As docs/mcp.md has it. */
const CODEX_CONFIG = `
[mcp_servers.ctrlg]
command = "${repository}/bin/ctrlg"
args = ["mcp"]
env_vars = ["CTRLG_HOME", "CTRLG_TMUX_SOCKET", "TMUX", "TMUX_PANE"]
default_tools_approval_mode = "approve"
`;

/**
 * A real client as a chief that delegates by our tools: the stub's model asks for what the test says. Every other prompt that
 * comes to the stub is an agent's, which `agents` answers.
 */
export class ToolChief {
  readonly #rig: Rig;
  readonly #brain: RealBrain;
  readonly #ways: ToolWays;
  readonly #turns = new Map<string, Script>();
  #afterLookUp: Script | undefined;
  readonly pane: string;

  static async start(rig: Rig, ways: ToolWays, agents: Script): Promise<ToolChief> {
    const chief = new ToolChief(rig, ways, agents);
    await until('the chief to be ready', () => chief.#brain.isChiefReady(chief.screen()), {
      timeoutMs: 60_000,
      show: () => chief.screen(),
    });
    // The server of tools is started beside the client: it may be there a moment later.
    const hasTools = async () =>
      JSON.stringify((await chief.say('are you there?')).body).includes(ways.offered);
    await until('the tools to be there', hasTools, { ...chief.patience, everyMs: 500 });
    return chief;
  }

  private constructor(rig: Rig, ways: ToolWays, agents: Script) {
    this.#rig = rig;
    this.#brain = rig.brain as RealBrain;
    this.#ways = ways;
    this.#turns.set('are you there?', () => 'here');
    this.#brain.api.reply((request) => this.#script(request) ?? agents(request));
    ways.prepareHome?.(rig.env.HOME!);
    const env = { ...rig.env, PATH: `${join(repository, 'bin')}:${rig.env.PATH}` };
    const words = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const client = `${this.#brain.chiefCommand} ${ways.args}`;
    const command = `exec env -i ${words.join(' ')} TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" ${client}`;
    this.pane = rig.tmux.start('tool-chief', rig.project, command);
  }

  get patience() {
    return { timeoutMs: 40_000, show: () => this.#rig.describe() };
  }

  screen(): string {
    return this.#rig.tmux.screen(this.pane);
  }

  /** A person says something to the chief; the request in which its model hears of it. */
  async say(prompt: string): Promise<ModelRequest> {
    const { api } = this.#brain;
    const had = api.requests.length;
    this.#rig.tmux.type(this.pane, prompt);
    const heard = () => api.requests.slice(had).find(({ text }) => text.startsWith(prompt));
    const press = () => {
      const request = heard();
      if (!request) this.#rig.tmux.keys(this.pane, 'Enter');
      return request;
    };
    return until(`the chief to be told "${prompt}"`, press, { ...this.patience, everyMs: 250 });
  }

  /** A turn: told this prompt, its model asks for these calls one after the other. What each of them answered. */
  async turn(prompt: string, steps: readonly Step[]): Promise<Answer[]> {
    const words = `That was "${prompt}".`;
    const answers: Answer[] = [];
    const from = ([step, ...later]: readonly Step[]): string | Reply => {
      if (!step) return words;
      const input = typeof step[1] === 'function' ? step[1](answers) : step[1];
      const then: Script = ({ body }) => {
        answers.push(answerIn(body));
        return from(later);
      };
      return { kind: 'tool', ...this.#ways.callOf(step[0], input), then };
    };
    const begin = () => from(steps);
    const looked = steps.map(([tool]) => tool);
    this.#turns.set(prompt, ({ body }) => this.#lookUp(body, looked, begin) ?? begin());
    await this.say(prompt);
    await until('the end of the turn', () => this.screen().includes(words), this.patience);
    return answers;
  }

  /** A client may hold its tools back, and does so no more some turns later: what it declares in full is called. */
  #lookUp(body: unknown, tools: readonly string[], then: Script): Reply | undefined {
    const declared = JSON.stringify((body as { tools?: unknown }).tools);
    if (!this.#ways.lookUp || declared.includes(this.#ways.offered)) return undefined;
    this.#afterLookUp = then;
    return { kind: 'tool', ...this.#ways.lookUp.call(tools), then: 'nothing was looked up' };
  }

  #script(request: ModelRequest): string | Reply | undefined {
    const { text } = request;
    if (this.#ways.lookUp && text === this.#ways.lookUp.found) return this.#afterLookUp?.(request);
    const prompt = [...this.#turns.keys()].find((each) => text.startsWith(each));
    return prompt === undefined ? undefined : this.#turns.get(prompt)!(request);
  }
}

/** What the tool answered whose result a request brings: our server's JSON, in whatever the client puts around it. */
function answerIn(body: unknown): Answer {
  const { messages, input } = body as { messages?: unknown[]; input?: unknown[] };
  const brought = (messages ?? input ?? []).findLast((item) =>
    /"(tool_result|function_call_output)"/.test(JSON.stringify(item)),
  );
  const texts = textsIn(brought);
  const json = texts.map((text) => text.slice(text.indexOf('{'))).find((text) => text.startsWith('{'));
  if (json === undefined) throw new Error(`No answer of a tool in ${JSON.stringify(texts)}`);
  return JSON.parse(json);
}

/** All texts in a message, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
