import type { TaskFact } from '../tasks/rows.ts';

/** What clients told of tokens and cost. A client that tells nothing is not one that costs nothing. */
export interface Spent {
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly usd: number;
  /** For how many of the begun tasks tokens were told, and for how many a cost. */
  readonly tokensTold: number;
  readonly costTold: number;
  readonly begun: number;
}

export function spentOn(rows: readonly TaskFact[]): Spent {
  const sum = (tell: (row: TaskFact) => number | null) =>
    rows.reduce((total, row) => total + (tell(row) ?? 0), 0);
  return {
    tokensIn: sum((row) => row.tokensIn),
    tokensOut: sum((row) => row.tokensOut),
    usd: sum((row) => row.costUsd),
    tokensTold: rows.filter((row) => row.tokensIn !== null || row.tokensOut !== null).length,
    costTold: rows.filter((row) => row.costUsd !== null).length,
    begun: rows.filter((row) => row.claimedAt !== null).length,
  };
}
