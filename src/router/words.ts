import { stemmer } from 'stemmer';
import { eng } from 'stopword';

/** What a task is about stands at its beginning; what is pasted below it is long and says little. */
const LOOKED_AT_CHARS = 32_000;
const MOST_WORDS = 100;
const LONGEST_WORD = 40;
const SAY_NOTHING = new Set([
  ...eng,
  ...['please', 'not', 'no', 'one', 'us', 'does', 'let', 'just', 'here', 'want', 'need', 'thing'],
]);

const stems = new Map<string, string>();
const MOST_REMEMBERED = 5_000;

/** Remembers what it found: agents' texts repeat few words. */
function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  // A wrapper asks for weeks.
  if (stems.size === MOST_REMEMBERED) stems.clear();
  const stem = stemmer(word);
  stems.set(word, stem);
  return stem;
}

/** The telling words of a text, in its order: the stem of each, and the word as it is written first. */
export function tellingWords(text: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const [word] of text.slice(0, LOOKED_AT_CHARS).matchAll(/[\p{L}\p{N}_]+/gu)) {
    const lower = word.toLowerCase();
    if (lower.length < 2 || lower.length > LONGEST_WORD || SAY_NOTHING.has(lower)) continue;
    const stem = stemOf(lower);
    if (!words.has(stem)) words.set(stem, word);
    if (words.size === MOST_WORDS) break;
  }
  return words;
}

/** One for all: among hundreds of agents most have heard nothing of it. */
const NONE: ReadonlyMap<string, number> = new Map();

/** How often words of these stems stand in a text of small letters. Looked for natively, since the texts are many. */
export function countStems(text: string, stems: readonly string[]): ReadonlyMap<string, number> {
  let counts: Map<string, number> | undefined;
  for (const stem of stems) {
    // `flaky` has the stem `flaki`.
    const beginning = stem.endsWith('i') ? stem.slice(0, -1) : stem;
    let count = 0;
    for (let at = text.indexOf(beginning); at !== -1; at = text.indexOf(beginning, at + 1)) {
      if (at > 0 && isOfWord(text, at - 1)) continue;
      let end = at + beginning.length;
      while (end < text.length && end - at <= LONGEST_WORD && isOfWord(text, end)) end += 1;
      if (stemOf(text.slice(at, end)) === stem) count += 1;
    }
    if (count > 0) counts = (counts ?? new Map()).set(stem, count);
  }
  return counts ?? NONE;
}

function isOfWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code > 127) return /[\p{L}\p{N}\p{Cs}]/u.test(text[at]!);
  return (code > 96 && code < 123) || (code > 47 && code < 58) || (code > 64 && code < 91) || code === 95;
}
