import type { Config, KindOfWork, RouteRule } from '../project/config.ts';
import { membersOf, poolOf } from '../project/pool.ts';
import type { AgentState } from '../status/status.ts';
import { finderIn } from './keywords.ts';
import { freestMember, type Load, lighterFirst, loadOf } from './load.ts';
import { type Fit, Relevance } from './relevance.ts';
import { ruleFor } from './rules.ts';
import { kindsIn, strengthsOf } from './strengths.ts';
import { type Subject, subjectOf } from './subject.ts';
import { Memory, type Touched } from './touched.ts';

/** What a choice is made from. */
export interface Facts {
  readonly config: Config;
  stateOf(agent: string): AgentState;
  /** The beginnings of an agent's past prompts, newest first. */
  pastOf(agent: string): readonly string[] | Promise<readonly string[]>;
}

/** The agent that was chosen, and what decided it, in one line for a person. */
export interface Choice {
  readonly agent: string;
  readonly why: string;
}

/** What counts how much. A keyword is the config's own word for it: nothing that is only similar outweighs it. */
const WEIGHTS = { keyword: 1, fit: 0.9, touched: 1.1, strength: 0.4 };
const MOST_PAST = 20;
const MOST_WORDS = 3;

/** Chooses agents for `@auto` and `@tag:x`: by the config's rules, else the free one that fits best. */
export class Chooser {
  readonly #facts: Facts;
  readonly #planned: ReadonlyMap<string, number>;
  #knowledge: Promise<Knowledge> | undefined;

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
    const fitting = ruleFor(config, { target, prompt }, isOpen);
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

  #freestOf(agent: string): string {
    const { config, stateOf } = this.#facts;
    return Object.hasOwn(config.agents, agent)
      ? freestMember(config, agent, { stateOf, planned: this.#planned })
      : agent;
  }

  async #fittest(among: readonly string[], prompt: string): Promise<Choice> {
    this.#knowledge ??= learn(this.#facts);
    const knowledge = await this.#knowledge;
    const ranked = rank(this.#facts, { among, prompt, knowledge, planned: this.#planned });
    return { agent: ranked[0]!.name, why: reason(ranked) };
  }
}

const carriersOf = ({ agents }: Config, target: string): string[] =>
  Object.keys(agents).filter(
    (name) => target === 'auto' || agents[name]!.tags.includes(target.slice('tag:'.length)),
  );

/** What is known of all agents, whatever is asked. */
interface Knowledge {
  readonly states: ReadonlyMap<string, AgentState>;
  readonly memory: Memory;
  readonly relevance: Relevance;
  /** The entries of the config in the order of `relevance`. */
  readonly entries: readonly string[];
}

async function learn({ config, stateOf, pastOf }: Facts): Promise<Knowledge> {
  const entries = Object.keys(config.agents);
  const members = entries.flatMap((entry) => membersOf(config, entry));
  const states = new Map(members.map((name) => [name, stateOf(name)]));
  const past = new Map(
    await Promise.all(
      members.map(async (name) => [name, await pastWith(states.get(name)!, () => pastOf(name))] as const),
    ),
  );
  const fields = entries.map((entry) => {
    const { keywords, description, instructions } = config.agents[entry]!;
    const asked = membersOf(config, entry).flatMap((name) => past.get(name)!);
    return { keywords: keywords.join(' '), about: `${description} ${instructions}`, past: asked.join('\n') };
  });
  return { states, memory: new Memory(past), relevance: new Relevance(fields), entries };
}

/** An agent without a status never ran: there is no conversation that could know anything. */
async function pastWith(
  state: AgentState,
  ask: () => readonly string[] | Promise<readonly string[]>,
): Promise<string[]> {
  if (state.kind !== 'live' && state.kind !== 'dead') return [];
  const { context_summary: last } = state.status;
  return [...(last ? [last] : []), ...(await ask())].slice(0, MOST_PAST);
}

interface Ranked {
  readonly name: string;
  readonly load: Load;
  readonly score: number;
  readonly keywords: readonly string[];
  readonly fit: Fit;
  readonly touched: Touched;
  readonly strength: KindOfWork | undefined;
}

interface Question {
  readonly among: readonly string[];
  readonly prompt: string;
  readonly knowledge: Knowledge;
  readonly planned: ReadonlyMap<string, number>;
}

/** The free agents before the busy ones, the fitting before the others, the soonest before the later, the first before the last. */
function rank({ config }: Facts, { among, prompt, knowledge, planned }: Question): Ranked[] {
  const subject: Subject = subjectOf(prompt);
  const isInPrompt = finderIn(prompt);
  const kinds = kindsIn(subject.words);
  const fits = knowledge.relevance.of(subject);
  const ranked = among.flatMap((entry) => {
    const agent = config.agents[entry]!;
    const keywords = agent.keywords.filter(isInPrompt);
    const fit = fits[knowledge.entries.indexOf(entry)]!;
    const strength = strengthsOf(config, agent).find((kind) => kinds.includes(kind));
    return membersOf(config, entry).map((name): Ranked => {
      const load = loadOf(knowledge.states.get(name)!, planned.get(name));
      const touched = knowledge.memory.of(name, subject);
      const score = scoreOf({ keywords, fit, touched, strength });
      return { name, load, score, keywords, fit, touched, strength };
    });
  });
  return ranked.sort(
    (a, b) =>
      Number(a.load.isBusy) - Number(b.load.isBusy) || b.score - a.score || lighterFirst(a.load, b.load),
  );
}

function scoreOf({
  keywords,
  fit,
  touched,
  strength,
}: Pick<Ranked, 'keywords' | 'fit' | 'touched' | 'strength'>): number {
  const score =
    keywords.length * WEIGHTS.keyword +
    fit.score * WEIGHTS.fit +
    touched.score * WEIGHTS.touched +
    (strength ? WEIGHTS.strength : 0);
  return Math.round(score * 1_000);
}

function reason(ranked: readonly Ranked[]): string {
  const { keywords, fit, touched, strength, load, name } = ranked[0]!;
  const reasons =
    keywords.length > 0 ? [keywords.join(', ')] : fit.words.length > 0 ? [fitting(fit.words)] : [];
  if (touched.why) reasons.push(touched.why);
  if (reasons.length === 0 && fit.score > 0) reasons.push('it was asked the like before');
  if (reasons.length === 0 && strength) reasons.push(`it is good at this kind of work (${strength})`);
  if (reasons.length === 0)
    reasons.push(load.isBusy ? 'all are busy, it has the shortest queue' : 'the first free agent');
  const better = ranked.reduce((best, each) => (each.score > best.score ? each : best));
  if (better.name !== name) reasons.push(`${better.name}, which fits better, is busy`);
  return reasons.join('; ');
}

function fitting(words: readonly string[]): string {
  const named = words.slice(0, MOST_WORDS).map((word) => `'${word}'`);
  return `${named.join(', ')} ${named.length === 1 ? 'fits' : 'fit'} its description`;
}
