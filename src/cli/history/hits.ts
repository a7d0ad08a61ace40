/** What the index takes for words, and how it sees them: without case and accents. Like tasks/search.ts and tasks/snippet.ts. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Marks the words in a line that a search for `text` found; its last word may be the start of one. */
export function markHits(line: string, text: string, mark: (word: string) => string): string {
  const wanted = (text.match(WORD) ?? []).map(folded);
  const last = wanted.at(-1);
  return line.replace(WORD, (word) => {
    const plain = folded(word);
    const isHit = wanted.includes(plain) || (last !== undefined && plain.startsWith(last));
    return isHit ? mark(word) : word;
  });
}
