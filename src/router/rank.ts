import type { Config, KindOfWork } from '../project/config.ts';
import { filesIn } from './files.ts';
import { type Fit, fitsOf } from './fit.ts';
import { finderIn } from './keywords.ts';
import type { Known } from './knowledge.ts';
import { freeFirst, type Load, loadOf, soonestFirst } from './load.ts';
import { kindsIn, strengthsOf } from './strengths.ts';
import { rareStems, type Touched, touchedFile, touchedWord } from './touched.ts';
import { countStems, tellingWords } from './words.ts';

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

/**
 * The agents that a prompt could be given to: the free before the busy, the fitting before the others, the soonest before
 * the later, the first of the config before the last. `planned`: the tasks that each has been given in this prompt.
 */
export function rank(config: Config, { prompt, among, known, planned }: Question): Ranked[] {
  const words = tellingWords(prompt);
  const stems = [...words.keys()];
  const files = [...filesIn(prompt)];
  const isInPrompt = finderIn(prompt);
  const kinds = kindsIn(words);
  const heard = new Map(
    known.map((agent) => [agent, countStems(agent.past.join('\n').toLowerCase(), stems)]),
  );
  const rare = rareStems(heard.values());
  const fits = fitsOf(config, words, heard);
  const ranked = known.flatMap((agent): Ranked[] => {
    if (!among.has(agent.entry)) return [];
    const entry = config.agents[agent.entry]!;
    const keywords = entry.keywords.filter(isInPrompt);
    const strength = strengthsOf(config, entry).find((kind) => kinds.includes(kind));
    const byFile = touchedFile(agent, files);
    const touched = byFile.why ? byFile : touchedWord(words, heard.get(agent)!, rare);
    const reasons = { keywords, fit: fits.get(agent.entry)!, touched, strength };
    const load = loadOf(agent.state, planned.get(agent.name));
    return [{ name: agent.name, load, score: scoreOf(reasons), ...reasons }];
  });
  return ranked.sort(
    (a, b) => freeFirst(a.load, b.load) || b.score - a.score || soonestFirst(a.load, b.load),
  );
}

interface Question {
  readonly prompt: string;
  /** The config's entries that are asked. */
  readonly among: ReadonlySet<string>;
  readonly known: readonly Known[];
  readonly planned: ReadonlyMap<string, number>;
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
