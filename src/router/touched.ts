import { filesIn } from './files.ts';
import type { Known } from './knowledge.ts';

/** What of a prompt an agent has met before. */
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

/** Whether an agent was asked about one of these files before. */
export function touchedFile({ past }: Known, files: readonly string[]): Touched {
  for (const [age, prompt] of past.entries()) {
    const named = files.filter((file) => prompt.includes(file));
    const before = named.length > 0 ? filesIn(prompt) : undefined;
    const file = named.find((name) => before?.has(name));
    if (file) return { score: Math.max(OF_A_WORD, 1 - age * FADING), why: `it touched ${file} before` };
  }
  return NOTHING;
}

/** The stems that one agent alone has heard. `heard`: the past of each agent, by stems. */
export function rareStems(heard: Iterable<ReadonlyMap<string, number>>): Set<string> {
  const once = new Set<string>();
  const often = new Set<string>();
  for (const counts of heard)
    for (const stem of counts.keys()) {
      if (often.has(stem)) continue;
      if (!once.delete(stem)) once.add(stem);
      else often.add(stem);
    }
  return once;
}

/** Whether an agent was asked about a rare word before. `words`: a prompt's, by their stems; `heard`: the agent's past. */
export function touchedWord(
  words: ReadonlyMap<string, string>,
  heard: ReadonlyMap<string, number>,
  rare: ReadonlySet<string>,
): Touched {
  for (const stem of heard.keys()) {
    const word = words.get(stem)!;
    if (rare.has(stem) && word.length >= SHORTEST_TELLING_WORD)
      return { score: OF_A_WORD, why: `it was asked about '${word}' before` };
  }
  return NOTHING;
}
