import type { Config } from '../project/config.ts';
import { membersOf, poolOf } from '../project/pool.ts';
import type { AgentState } from '../status/status.ts';
import type { Chooser } from './choose.ts';
import { freestMember } from './load.ts';
import { type Mistake, mistakeAt } from './mistake.ts';
import type { Options } from './options.ts';

/** One task of a prompt. */
export interface PlannedTask {
  /** The agent it is put for: a pool's member too. */
  readonly agent: string;
  /** Whom the prompt asked for: `planning`, `coding`, `auto`, `all`, `tag:review`. */
  readonly target: string;
  readonly prompt: string;
  readonly isCommand: boolean;
  /** Nobody waits for it. */
  readonly isBackground: boolean;
  readonly priority: Options['priority'];
  /** Undefined: what the config says. */
  readonly timeoutMinutes: number | undefined;
  /** Undefined: what the config says. */
  readonly retries: number | undefined;
  /** What must be done first: indexes of tasks before it in the plan, and ids of tasks put earlier. */
  readonly after: readonly (number | string)[];
  /** Why this agent, in one line for a person. */
  readonly why: string;
}

export interface BindRequest {
  readonly prompt: string;
  readonly config: Config;
  /** How an agent is at this moment; asked only where it decides something. */
  stateOf(agent: string): AgentState;
  /** The beginnings of an agent's past prompts, newest first; asked for `@auto` and `@tag:x` only. */
  pastOf(agent: string): readonly string[] | Promise<readonly string[]>;
}

export interface UnknownAgent {
  readonly kind: 'unknown-agent';
  readonly name: string;
  readonly known: string[];
}

export const unknownAgent = ({ agents }: Config, name: string): UnknownAgent => ({
  kind: 'unknown-agent',
  name,
  known: Object.keys(agents),
});

/** The one task of a text in which no mention is read. `target`: an agent, a pool, a member, `auto` or `tag:x`. */
export async function taskFor(
  target: string,
  request: BindRequest,
): Promise<{ readonly kind: 'task'; readonly task: PlannedTask } | UnknownAgent | Mistake> {
  const { prompt } = request;
  const bound = await new Binder(request).bind(target, prompt);
  if (bound.kind !== 'agent') return bound;
  const { agent, why } = bound;
  const asUsual = { isCommand: false, isBackground: false, ...NO_OPTIONS };
  return { kind: 'task', task: { agent, target, prompt, ...asUsual, why } };
}

const NO_OPTIONS = { priority: 'normal', timeoutMinutes: undefined, retries: undefined, after: [] } as const;

interface Bound {
  readonly agent: string;
  readonly why: string;
}

type BoundTo = { readonly kind: 'agent' } & Bound;

/** Gives the tasks of one prompt to agents, and remembers whom it gave how many. */
export class Binder {
  readonly #request: BindRequest;
  readonly #planned = new Map<string, number>();
  #chooser: Chooser | undefined;

  constructor(request: BindRequest) {
    this.#request = request;
  }

  async bind(target: string, subject: string, at?: number): Promise<BoundTo | UnknownAgent | Mistake> {
    const { config, prompt } = this.#request;
    const isChosen = target === 'auto' || target.startsWith('tag:');
    if (isChosen && Object.keys(config.agents).length > 0) {
      // Apart, since a prompt that names its agent needs none of it.
      const { Chooser } = await import('./choose.ts');
      this.#chooser ??= new Chooser(this.#request, this.#planned);
      const chosen = await this.#chooser.choose(target, subject);
      if (chosen) return this.#give(chosen);
      const tags = [...new Set(Object.values(config.agents).flatMap((agent) => agent.tags))];
      const what = `no agent has the tag '${target.slice('tag:'.length)}'`;
      const mend = `Known tags: ${tags.join(', ') || 'none'}.`;
      return at === undefined
        ? { kind: 'mistake', what: `@${target}: ${what}.`, mend }
        : mistakeAt(prompt, at, what, mend);
    }
    const pool = poolOf(config, target);
    if (pool === undefined) return unknownAgent(config, target);
    return this.#give(this.#named(target, pool));
  }

  #named(target: string, pool: string): Bound {
    const why = 'named in the prompt';
    if (target !== pool || membersOf(this.#request.config, pool).length === 1) return { agent: target, why };
    const { config, stateOf } = this.#request;
    const agent = freestMember(config, pool, { stateOf, planned: this.#planned });
    return { agent, why: agent === target ? why : `${why}; ${agent} is the first to be free` };
  }

  #give(bound: Bound): BoundTo {
    this.#planned.set(bound.agent, (this.#planned.get(bound.agent) ?? 0) + 1);
    return { kind: 'agent', ...bound };
  }
}
