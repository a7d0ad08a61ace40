import type { Config, KindOfWork } from '../project/config.ts';
import { membersOf } from '../project/pool.ts';
import { finderIn } from './keywords.ts';
import type { Knowledge } from './knowledge.ts';
import { freeFirst, type Load, loadOf, soonestFirst } from './load.ts';
import type { Touched } from './memory.ts';
import type { Fit } from './relevance.ts';
import { kindsIn, strengthsOf } from './strengths.ts';
import { subjectOf } from './subject.ts';

/** What counts how much. A keyword is the config's own word for it: nothing that is only alike outweighs it. */
const WEIGHTS = { keyword: 1, fit: 0.9, touched: 1.1, strength: 0.4 };
const MOST_WORDS = 3;

/** An agent that a prompt could be given to, and what speaks for it. */
export interface Ranked {
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
export function rank(config: Config, { among, prompt, knowledge, planned }: Question): Ranked[] {
  const subject = subjectOf(prompt);
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
    (a, b) => freeFirst(a.load, b.load) || b.score - a.score || soonestFirst(a.load, b.load),
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

/** What decided for the first of the ranked, in one line for a person. */
export function reason(ranked: readonly Ranked[]): string {
  const { keywords, fit, touched, strength, load, name } = ranked[0]!;
  const reasons =
    keywords.length > 0 ? [keywords.join(', ')] : fit.words.length > 0 ? [fitting(fit.words)] : [];
  if (touched.why) reasons.push(touched.why);
  if (reasons.length === 0 && fit.score > 0) reasons.push('it was asked the like before');
  if (reasons.length === 0 && strength) reasons.push(`it is good at this kind of work (${strength})`);
  if (reasons.length === 0)
    reasons.push(load.kind === 'free' ? 'the first free agent' : 'all are busy, it has the shortest queue');
  const better = ranked.reduce((best, each) => (each.score > best.score ? each : best));
  if (better.name !== name && better.load.kind !== load.kind)
    reasons.push(
      `${better.name}, which fits better, ${better.load.kind === 'busy' ? 'is busy' : 'could not start'}`,
    );
  return reasons.join('; ');
}

function fitting(words: readonly string[]): string {
  const named = words.slice(0, MOST_WORDS).map((word) => `'${word}'`);
  return `${named.join(', ')} ${named.length === 1 ? 'fits' : 'fit'} its description`;
}
