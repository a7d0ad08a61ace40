/* biome-ignore-all lint/suspicious/noThenProperty: the stub's word for what follows a tool's result */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelRequest, ModelStub, Reply, Script } from '../../src/model-stub/model-stub.ts';
import type { ToolCall } from '../../src/model-stub/wire.ts';
import { repository } from './rig.ts';

/** How a client's model asks for our tools. */
export interface ToolWays {
  /** What it is started with so that it has them. */
  readonly args: readonly string[];
  /** Writes what it has to find in its home; `env` is the client's environment. */
  prepareHome?(env: Record<string, string>): void;
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
  prepareHome: (env) => {
    setUp('codex', env);
    const approve = 'args = ["mcp"]\ndefault_tools_approval_mode = "approve"';
    edit(join(env.HOME!, '.codex/config.toml'), (text) => text.replace('args = ["mcp"]', approve));
  },
  offered: '"mcp__ctrlg"',
  callOf: (tool, input) => ({ namespace: 'mcp__ctrlg', name: tool, input }),
};

/** Gemini CLI, which asks before each call of a server that is not trusted. */
export const GEMINI_WAYS: ToolWays = {
  args: [],
  prepareHome: (env) => {
    setUp('gemini', env);
    edit(join(env.HOME!, '.gemini/settings.json'), (text) =>
      text.replace('"command":', '"trust": true, "command":'),
    );
  },
  offered: 'mcp_ctrlg_assign_task',
  callOf: (tool, input) => ({ name: `mcp_ctrlg_${tool}`, input }),
};

export const OPENCODE_WAYS: ToolWays = {
  args: [],
  prepareHome: (env) => setUp('opencode', env),
  offered: 'ctrlg_assign_task',
  callOf: (tool, input) => ({ name: `ctrlg_${tool}`, input }),
};

const setUp = (client: string, env: Record<string, string>): unknown =>
  execFileSync(join(repository, 'bin/ctrlg'), ['setup', client], { env: { ...env, SHELL: '/bin/bash' } });

const edit = (file: string, change: (text: string) => string): void =>
  writeFileSync(file, change(readFileSync(file, 'utf8')));

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

/** Of each protocol's words for it. */
const RESULT = /"(tool_result|function_call_output|functionResponse)"|"role":"tool"/;

/** What the tool answered whose result a request brings: our server's JSON, or its words where it is none. */
function answerIn(body: unknown): Answer {
  const { messages, input, contents } = body as Record<string, unknown[] | undefined>;
  const isResult = (item: unknown) => RESULT.test(JSON.stringify(item));
  // What the client puts around it differs.
  const texts = textsIn((messages ?? input ?? contents ?? []).findLast(isResult));
  return texts.map(objectIn).find((found) => found !== undefined) ?? texts.join('\n');
}

/** The first JSON object in a text. */
function objectIn(text: string): Answer {
  const from = text.indexOf('{');
  for (let end = text.indexOf('}', from); from >= 0 && end >= 0; end = text.indexOf('}', end + 1)) {
    try {
      return JSON.parse(text.slice(from, end + 1));
    } catch {
      // A brace of an object in it.
    }
  }
  return undefined;
}

/** All texts in a message, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
