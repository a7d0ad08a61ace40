import { describe, expect, it } from 'vitest';
import { bm25 } from '../../src/router/bm25.ts';

/** Documents of one field from their words. */
const scoresOf = (words: string[], texts: string[]) =>
  bm25(
    words,
    texts.map((text) => {
      const all = text.split(' ');
      const counts = new Map(
        words
          .filter((word) => all.includes(word))
          .map((word) => [word, all.filter((x) => x === word).length]),
      );
      return [{ counts, length: all.length, weight: 1 }];
    }),
  );

describe('the fit of documents to a question', () => {
  it('is that of Okapi BM25, the best being 1', () => {
    // By hand: k1 = 1.2, b = 0.75, average length 3; idf(a) = ln(1 + 1.5/2.5), idf(b) = ln(1 + 2.5/1.5).
    const [first, second, third] = scoresOf(['a', 'b'], ['a a x', 'a b x y', 'x y']);
    const a = Math.log(1 + 1.5 / 2.5);
    const b = Math.log(1 + 2.5 / 1.5);
    const ofFirst = a * ((2 * 2.2) / (2 + 1.2));
    const ofSecond = (a + b) * (2.2 / (1 + 1.2 * (0.25 + (0.75 * 4) / 3)));
    expect(second).toBe(1);
    expect(first).toBeCloseTo(ofFirst / ofSecond, 10);
    expect(third).toBe(0);
  });

  it('is more for a rare word than for a common one', () => {
    const [common, rare] = scoresOf(['a', 'b'], ['a x', 'b x', 'a y']);
    expect(rare).toBeGreaterThan(common!);
  });

  it('is more in a short text than in a long one', () => {
    const [long, short] = scoresOf(['a'], ['a x y z u v w', 'a x']);
    expect(short).toBeGreaterThan(long!);
  });

  it('is nothing where no word fits, or nothing is written', () => {
    expect(scoresOf(['q'], ['a x', 'b'])).toEqual([0, 0]);
    expect(bm25(['q'], [[{ counts: new Map(), length: 0, weight: 1 }]])).toEqual([0]);
    expect(bm25([], [])).toEqual([]);
  });
});
