/** A stretch of time, in ms since the epoch. A clock that was set back may put its end before its start. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** How long a span is; 0 where it ends before it starts, never negative. */
export const lengthOf = ({ startMs, endMs }: Span): number => Math.max(0, endMs - startMs);

/** The lengths added up: what lies side by side counts each time. */
export const sumOf = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + lengthOf(span), 0);

/** The time in which at least one of the spans was on: what lies side by side counts once. */
export function coveredBy(spans: readonly Span[]): number {
  const sorted = [...spans].sort((a, b) => a.startMs - b.startMs);
  let covered = 0;
  let seenToMs = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs } of sorted) {
    covered += Math.max(0, endMs - Math.max(startMs, seenToMs));
    seenToMs = Math.max(seenToMs, endMs);
  }
  return covered;
}
