import type { Config, RouteRule } from '../project/config.ts';
import { poolOf } from '../project/pool.ts';
import { type Facts, type Known, learn } from './knowledge.ts';
import { freestMember } from './load.ts';
import { rank, reason } from './rank.ts';

/** The agent that was chosen, and what decided it, in one line for a person. */
export interface Choice {
  readonly agent: string;
  readonly why: string;
}

/** Chooses agents for `@auto` and `@tag:x`: by the config's rules, else the free one that fits best. */
export class Chooser {
  readonly #facts: Facts;
  readonly #planned: ReadonlyMap<string, number>;
  #known: Promise<Known[]> | undefined;

  /** `planned`: how many tasks each agent has been given in this prompt; it may grow between choices. */
  constructor(facts: Facts, planned: ReadonlyMap<string, number>) {
    this.#facts = facts;
    this.#planned = planned;
  }

  /** The agent for a prompt; undefined where nobody carries the tag. `target`: `auto` or `tag:x`. */
  async choose(target: string, prompt: string): Promise<Choice | undefined> {
    const { config } = this.#facts;
    const open = carriersOf(config, target);
    // A rule that does not speak of tags must not lead out of the tag that was asked for.
    const isOpen = ({ when, agent }: RouteRule) =>
      target === 'auto' ||
      when.tags !== undefined ||
      (agent !== undefined && open.includes(poolOf(config, agent)!));
    const fitting = await this.#ruleFor(target, prompt, isOpen);
    if (fitting?.rule.agent !== undefined) {
      const why = `@${target}: routes[${fitting.index}]: ${fitting.because}`;
      return { agent: this.#freestOf(fitting.rule.agent), why };
    }
    const tag = fitting?.rule.tag;
    const among = tag === undefined ? open : carriersOf(config, `tag:${tag}`);
    if (among.length === 0) return undefined;
    const { agent, why } = await this.#fittest(among, prompt);
    const rule = fitting ? `routes[${fitting.index}]: ${fitting.because}; ` : '';
    const isOnly = among.length === 1 && (target !== 'auto' || tag !== undefined);
    return { agent, why: `@${target}: ${rule}${isOnly ? 'the only agent with that tag' : why}` };
  }

  async #ruleFor(target: string, prompt: string, isOpen: (rule: RouteRule) => boolean) {
    const { config } = this.#facts;
    if (config.routes.length === 0) return undefined;
    const { ruleFor } = await import('./rules.ts');
    return ruleFor(config, { target, prompt }, isOpen);
  }

  #freestOf(agent: string): string {
    const { config, stateOf } = this.#facts;
    return Object.hasOwn(config.agents, agent)
      ? freestMember(config, agent, { stateOf, planned: this.#planned })
      : agent;
  }

  async #fittest(among: readonly string[], prompt: string): Promise<Choice> {
    this.#known ??= learn(this.#facts);
    const known = await this.#known;
    const ranked = rank(this.#facts.config, {
      prompt,
      among: new Set(among),
      known,
      planned: this.#planned,
    });
    return { agent: ranked[0]!.name, why: reason(ranked) };
  }
}

const carriersOf = ({ agents }: Config, target: string): string[] =>
  Object.keys(agents).filter(
    (name) => target === 'auto' || agents[name]!.tags.includes(target.slice('tag:'.length)),
  );
