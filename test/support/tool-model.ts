/* biome-ignore-all lint/suspicious/noThenProperty: the stub's word for what follows a tool's result */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelRequest, ModelStub, Reply, Script } from '../../src/model-stub/model-stub.ts';
import type { ToolCall } from '../../src/model-stub/wire.ts';
import { repository } from './rig.ts';

/** How a client's model asks for our tools. */
export interface ToolWays {
  /** What it is started with so that it has them. */
  readonly args: readonly string[];
  /** Writes what it has to find in its home. */
  prepareHome?(home: string): void;
  /** A name that the request holds once the client has them. */
  readonly offered: string;
  callOf(tool: string, input: object): ToolCall;
  /** What comes before the first call of a conversation, for a client that tells its model no more than names at first. */
  readonly lookUp?: { readonly call: (tools: readonly string[]) => ToolCall; readonly found: string };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
export type Answer = any;
/** A call that a model asks for, made of what the calls before it in the turn gave. */
export type Step = readonly [tool: string, input: object | ((answers: Answer[]) => object)];

/** Claude Code with our plugin: it defers tools, and says "Tool loaded." below the answer of a look-up. */
const PLUGIN = 'mcp__plugin_ctrlg_ctrlg';
export const CLAUDE_WAYS: ToolWays = {
  args: ['--plugin-dir', join(repository, 'plugin'), '--allowedTools', PLUGIN],
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
const codexHook = (event: string): string[] => [
  '-c',
  `hooks.${event}=[{hooks=[{type="command",command="ctrlg news --hook",timeout=5}]}]`,
];

/** Codex with our server in its config: a group of tools. Hooks that nobody has looked at yet would open a dialog. */
export const CODEX_WAYS: ToolWays = {
  args: ['--dangerously-bypass-hook-trust', ...['UserPromptSubmit', 'Stop'].flatMap(codexHook)],
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

/** The model of clients that have our tools: told a prompt that is known here, it asks for them. */
export class ToolModel {
  readonly #ways: ToolWays;
  readonly #turns = new Map<string, Script>();
  readonly #lookingUp = new Map<string, Script>();

  /** `others` answers the prompts that are not known. */
  constructor(api: ModelStub, ways: ToolWays, others: Script) {
    this.#ways = ways;
    api.reply((request) => this.#script(request) ?? others(request));
  }

  /** A prompt and those that begin with it: the model asks for these calls one after the other, and then says the words. */
  when(prompt: string, steps: readonly Step[], words: string): { readonly answers: Answer[] } {
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
    const tools = steps.map(([tool]) => tool);
    this.#turns.set(
      prompt,
      ({ body }) => this.#lookUp(prompt, body, tools, () => from(steps)) ?? from(steps),
    );
    return { answers };
  }

  /** A client may hold its tools back, and does so no more some turns later: what it declares in full is called. */
  #lookUp(prompt: string, body: unknown, tools: readonly string[], then: Script): Reply | undefined {
    const declared = JSON.stringify((body as { tools?: unknown }).tools);
    if (!this.#ways.lookUp || tools.length === 0 || declared.includes(this.#ways.offered)) return undefined;
    this.#lookingUp.set(prompt, then);
    return { kind: 'tool', ...this.#ways.lookUp.call(tools), then: 'nothing was looked up' };
  }

  #script(request: ModelRequest): string | Reply | undefined {
    const { text, body } = request;
    if (this.#ways.lookUp && text === this.#ways.lookUp.found) {
      const said = JSON.stringify(body);
      const prompt = [...this.#lookingUp.keys()].findLast((each) => said.includes(each));
      return this.#lookingUp.get(prompt ?? '')?.(request);
    }
    const prompt = [...this.#turns.keys()].find((each) => text.startsWith(each));
    return prompt === undefined ? undefined : this.#turns.get(prompt)!(request);
  }
}

/** What the tool answered whose result a request brings: our server's JSON, or its words where it is none. */
function answerIn(body: unknown): Answer {
  const { messages, input } = body as { messages?: unknown[]; input?: unknown[] };
  const isResult = (item: unknown) => /"(tool_result|function_call_output)"/.test(JSON.stringify(item));
  // What the client puts around it differs.
  const texts = textsIn((messages ?? input ?? []).findLast(isResult));
  const json = texts.map((text) => text.slice(text.indexOf('{'))).find((text) => text.startsWith('{'));
  return json === undefined ? texts.join('\n') : JSON.parse(json);
}

/** All texts in a message, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
