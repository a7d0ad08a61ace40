/** Many durations in four numbers; in ms. */
export interface Spread {
  readonly count: number;
  readonly sum: number;
  readonly median: number;
  /** At most one in twenty is longer. */
  readonly p95: number;
}

/** Undefined where there are no values: nothing has no median. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return {
    count: sorted.length,
    sum: sorted.reduce((sum, value) => sum + value, 0),
    median: nearestRank(sorted, 0.5),
    p95: nearestRank(sorted, 0.95),
  };
}

/** The smallest value that at least `share` of the values do not exceed: always one that was measured. */
const nearestRank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
