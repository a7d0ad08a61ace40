/** Ids that were likely meant by one that is not there: a slip or two away, the nearest first. */
export function nearIds(wanted: string, ids: readonly string[]): string[] {
  return (
    ids
      // What is longer by more cannot be meant, and a very long one would take minutes to measure.
      .filter((id) => wanted.length <= id.length + MOST_SLIPS)
      .map((id) => ({
        id,
        away: Math.min(distance(wanted, id), distance(wanted, id.slice(0, wanted.length))),
      }))
      .filter(({ away }) => away <= MOST_SLIPS && away < wanted.length / 2)
      .sort((a, b) => a.away - b.away)
      .slice(0, MOST_NAMED)
      .map(({ id }) => id)
  );
}

const MOST_SLIPS = 2;
const MOST_NAMED = 3;

/** Damerau and Levenshtein: how many characters are wrong, missing, too many, or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const least = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + cost);
      next.push(isSwapped ? Math.min(least, before[j - 2]! + 1) : least);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
