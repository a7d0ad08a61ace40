import type { Config } from '../project/config.ts';
import { bm25, type Field } from './bm25.ts';
import type { Known } from './knowledge.ts';
import { countStems } from './words.ts';

/** How well a prompt fits an entry of the config. */
export interface Fit {
  /** 0 to 1: the best of all entries has 1, unless no word fits anywhere. */
  readonly score: number;
  /** The words of the prompt that stand in what the config says of it, the rarest first. */
  readonly words: readonly string[];
}

type Counts = ReadonlyMap<string, number>;

const WEIGHTS = { keywords: 2, about: 1.5, past: 1 };

/** The fit of every entry of a config by BM25. `words`: a prompt's, by their stems; `heard`: each agent's past, by stems. */
export function fitsOf(
  config: Config,
  words: ReadonlyMap<string, string>,
  heard: ReadonlyMap<Known, Counts>,
): Map<string, Fit> {
  const stems = [...words.keys()];
  const names = Object.keys(config.agents);
  const pasts = pastsOf(heard);
  const documents = names.map((name) => {
    const { keywords, description, instructions } = config.agents[name]!;
    const past = pasts.get(name)!;
    return [
      fieldOf(keywords.join(' '), stems, WEIGHTS.keywords),
      fieldOf(`${description}\n${instructions}`, stems, WEIGHTS.about),
      { counts: past.counts, length: past.length, weight: WEIGHTS.past },
    ];
  });
  const scores = bm25(stems, documents);
  const said = documents.map(([keywords, about]) =>
    stems.filter((stem) => keywords!.counts.has(stem) || about!.counts.has(stem)),
  );
  const spread = new Map<string, number>();
  for (const stem of said.flat()) spread.set(stem, (spread.get(stem) ?? 0) + 1);
  return new Map(
    names.map((name, index) => {
      const rarest = said[index]!.toSorted((a, b) => spread.get(a)! - spread.get(b)!);
      return [name, { score: scores[index]!, words: rarest.map((stem) => words.get(stem)!) }];
    }),
  );
}

function fieldOf(text: string, stems: readonly string[], weight: number): Field {
  return { counts: countStems(text.toLowerCase(), stems), length: text.length, weight };
}

/** What was asked of an entry's agents together; that of an agent that is no pool is not copied. */
function pastsOf(heard: ReadonlyMap<Known, Counts>): Map<string, { counts: Counts; length: number }> {
  const pasts = new Map<string, { counts: Counts; length: number }>();
  for (const [{ entry, past }, counts] of heard) {
    const before = pasts.get(entry);
    const length = past.reduce((sum, prompt) => sum + prompt.length, before?.length ?? 0);
    pasts.set(entry, { counts: before ? sumOf(before.counts, counts) : counts, length });
  }
  return pasts;
}

function sumOf(a: Counts, b: Counts): Counts {
  const sum = new Map(a);
  for (const [stem, count] of b) sum.set(stem, (sum.get(stem) ?? 0) + count);
  return sum;
}
