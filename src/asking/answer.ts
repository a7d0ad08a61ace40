import { readFileSync } from 'node:fs';
import { taskPlaces } from '../project/places.ts';
import { spokenDuration } from '../system/clock.ts';
import type { Done } from '../tasks/done-marker.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';

/** The answer to a task that was done: the config's template around the result's exact bytes. */
export function answerOf(home: string, done: Done, template: string): Buffer {
  const result = readFileSync(taskPlaces(home, done.task_id).result);
  const fill = (text: string) =>
    text
      .replaceAll('{agent}', () => done.agent_id)
      .replaceAll('{task}', () => done.task_id)
      .replaceAll('{outcome}', () => spokenOutcome(done))
      .replaceAll('{duration}', () => spokenDuration(done.duration_ms));
  const parts = template.split('{result}').map((part) => Buffer.from(fill(part)));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [result, part])));
}

/** What stands for an answer that would leave the prompt file empty. */
export const wordsForEmpty = (done: Done): string =>
  `[ctrlg] ${done.agent_id} · ${spokenOutcome(done)} in ${spokenDuration(done.duration_ms)} · its answer is empty · task ${done.task_id}\n`;

/** How a task that was not done is reported above its prompt. */
export function reportOfOutcome(done: Done): string {
  const time = done.duration_ms > 0 ? ` after ${spokenDuration(done.duration_ms)}` : '';
  return `${done.agent_id} · ${spokenOutcome(done)}${time} · task ${done.task_id}\n${done.reason}`;
}
