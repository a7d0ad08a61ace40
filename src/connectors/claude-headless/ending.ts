import { claudeFailure } from '../../clients/claude-failure.ts';
import type { ClientEvent } from '../../clients/client.ts';
import { isoOf, nowMs } from '../../system/clock.ts';
import type { TurnEnd } from './said.ts';

/** What was said in a turn before its end. */
export interface Circumstances {
  /** What still runs in the background. */
  readonly background: readonly string[];
  /** The word for its failure. */
  readonly failing: string | undefined;
  /** When a usage limit ends, in ms since the epoch: to the second, where the words name the minute. */
  readonly limitUntilMs: number | undefined;
}

export const NO_CIRCUMSTANCES: Circumstances = {
  background: [],
  failing: undefined,
  limitUntilMs: undefined,
};

/** A turn's end as an event. */
export function endingOf(end: TurnEnd, { background, failing, limitUntilMs }: Circumstances): ClientEvent {
  const { how, text, usage } = end;
  if (how === 'interrupted') return { kind: 'interrupted', usage };
  if (how === 'done') return { kind: 'stopped', text, resultFile: null, pending: background, usage };
  const failure = claudeFailure(failing ?? 'unknown', text, nowMs());
  const isLimit = failure.why === 'usage-limit' && limitUntilMs !== undefined;
  return { ...failure, ...(isLimit && { until: isoOf(limitUntilMs) }), usage };
}
