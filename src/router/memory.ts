import { type Subject, subjectOf } from './subject.ts';

/** What of a subject an agent has met before. */
export interface Touched {
  /** 0 to 1: a file it was asked about lately has 1. */
  readonly score: number;
  /** For a person; empty for nothing. */
  readonly why: string;
}

const NOTHING: Touched = { score: 0, why: '' };
const OF_A_WORD = 0.5;
/** Each task since then makes it count for less. */
const FADING = 0.02;
const SHORTEST_TELLING_WORD = 4;

/** What the agents were asked before, to find the one whose conversation knows a subject. */
export class Memory {
  /** For each agent the subjects of its past prompts, newest first. */
  readonly #past: ReadonlyMap<string, readonly Subject[]>;
  /** How many agents a word has been said to. */
  readonly #heard = new Map<string, number>();

  constructor(past: ReadonlyMap<string, readonly string[]>) {
    this.#past = new Map([...past].map(([agent, prompts]) => [agent, prompts.map(subjectOf)]));
    for (const subjects of this.#past.values()) {
      const words = new Set(subjects.flatMap(({ words }) => [...words.keys()]));
      for (const word of words) this.#heard.set(word, (this.#heard.get(word) ?? 0) + 1);
    }
  }

  /** Whether an agent was asked about a file of the subject, or about a word of it that no other agent has heard. */
  of(agent: string, { words, files }: Subject): Touched {
    const past = this.#past.get(agent) ?? [];
    for (const [age, { files: before }] of past.entries()) {
      const file = [...files].find((name) => before.has(name));
      if (file) return { score: Math.max(OF_A_WORD, 1 - age * FADING), why: `it touched ${file} before` };
    }
    const rare = [...words].filter(
      ([stem, word]) => this.#heard.get(stem) === 1 && word.length >= SHORTEST_TELLING_WORD,
    );
    const word = rare.find(([stem]) => past.some((subject) => subject.words.has(stem)))?.[1];
    return word === undefined ? NOTHING : { score: OF_A_WORD, why: `it was asked about '${word}' before` };
  }
}
