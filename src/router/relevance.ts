import MiniSearch from 'minisearch';
import { type Subject, subjectOf } from './subject.ts';

/** What there is to know of an agent's field. */
export interface Field {
  readonly keywords: string;
  /** Its description and instructions. */
  readonly about: string;
  /** The beginnings of what it was asked before. */
  readonly past: string;
}

/** How well a subject fits a field. */
export interface Fit {
  /** 0 to 1: the best of all fields has 1, unless no word fits anywhere. */
  readonly score: number;
  /** The words that fit what the config says of it, the rarest first. */
  readonly words: readonly string[];
}

const NO_FIT: Fit = { score: 0, words: [] };
const BOOST = { keywords: 2, about: 1.5, past: 1 };

/** Compares subjects with fields by BM25. */
export class Relevance {
  readonly #index: MiniSearch;
  readonly #count: number;

  constructor(fields: readonly Field[]) {
    this.#count = fields.length;
    this.#index = new MiniSearch({
      fields: Object.keys(BOOST),
      tokenize: (text) => [...subjectOf(text).words.keys()],
      processTerm: (term) => term,
    });
    this.#index.addAll(fields.map((field, id) => ({ id, ...field })));
  }

  /** The fit of each field, in their order. */
  of({ words }: Subject): Fit[] {
    const stems = [...words.keys()];
    const found = this.#index.search(stems.join(' '), { tokenize: () => stems, boost: BOOST });
    const best = found[0]?.score ?? 1;
    const spread = new Map<string, number>();
    for (const { terms } of found) for (const term of terms) spread.set(term, (spread.get(term) ?? 0) + 1);
    const fits = Array.from({ length: this.#count }, () => NO_FIT);
    for (const { id, score, match } of found) {
      const telling = Object.keys(match).filter((term) => match[term]!.some((field) => field !== 'past'));
      telling.sort((a, b) => spread.get(a)! - spread.get(b)!);
      fits[id] = { score: score / best, words: telling.map((term) => words.get(term)!) };
    }
    return fits;
  }
}
