/** One field of a document, as far as a question's words stand in it. */
export interface Field {
  /** How often each of the words stands in it. */
  readonly counts: ReadonlyMap<string, number>;
  /** How long it is; any unit, the same for all. */
  readonly length: number;
  readonly weight: number;
}

/** How soon more of the same word counts for no more, and how much a long field is discounted: the usual values. */
const K1 = 1.2;
const B = 0.75;

/**
 * How well documents fit a question by Okapi BM25, each field by itself: 0 to 1, where the best has 1 unless no word fits
 * anywhere. Only the question's words are counted, so that no index is built for one question. Each document has the
 * same fields in the same order.
 */
export function bm25(words: readonly string[], documents: readonly (readonly Field[])[]): number[] {
  const averages = (documents[0] ?? []).map(
    (_, field) => documents.reduce((sum, document) => sum + document[field]!.length, 0) / documents.length,
  );
  const rarities = new Map(words.map((word) => [word, rarity(word, documents)]));
  const scores = documents.map((document) => {
    let sum = 0;
    for (const [field, { counts, length, weight }] of document.entries()) {
      const discount = 1 - B + (B * length) / (averages[field]! || 1);
      for (const [word, count] of counts)
        sum += weight * rarities.get(word)! * ((count * (K1 + 1)) / (count + K1 * discount));
    }
    return sum;
  });
  const best = Math.max(...scores, 0);
  return scores.map((score) => (best === 0 ? 0 : score / best));
}

function rarity(word: string, documents: readonly (readonly Field[])[]): number {
  const having = documents.filter((fields) => fields.some(({ counts }) => counts.has(word))).length;
  return Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
}
