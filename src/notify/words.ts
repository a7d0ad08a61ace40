import { spokenDuration } from '../system/clock.ts';
import type { Done } from '../tasks/done-marker.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';

/** So many endings at once are counted, not named. */
export const STORM = 5;

/** What a person is told of tasks that ended in the background, in one line; at least one. */
export function endingWords(ends: readonly Done[]): string {
  const [first] = ends;
  if (ends.length === 1 && first) {
    const time = first.duration_ms > 0 ? ` in ${spokenDuration(first.duration_ms)}` : '';
    return `ctrlg: ${first.agent_id} ${spokenOutcome(first)}${time} · ctrlg results ${first.task_id}`;
  }
  if (ends.length < STORM) {
    const each = ends.map((end) => `${end.agent_id} ${spokenOutcome(end)}`).join(', ');
    return `ctrlg: ${each} · ctrlg results --waiting`;
  }
  return `ctrlg: ${ends.length} tasks ended: ${countWords(ends)} · ctrlg results --waiting`;
}

/** `6 done, 1 failed` */
export function countWords(ends: readonly Done[]): string {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(spokenOutcome(end), (counts.get(spokenOutcome(end)) ?? 0) + 1);
  return [...counts].map(([words, count]) => `${count} ${words}`).join(', ');
}
