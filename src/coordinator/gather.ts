import { readFileSync } from 'node:fs';
import { ticketOf } from '../asking/prompt-report.ts';
import { taskPlaces } from '../project/places.ts';
import { spokenDuration, spokenElapsed } from '../system/clock.ts';
import { agentOf } from '../tasks/claimer.ts';
import type { Done } from '../tasks/done-marker.ts';
import { spokenOutcome } from '../tasks/spoken-outcome.ts';
import type { Task } from '../tasks/task.ts';
import type { Settled } from './settle.ts';

/** A task and what is to be told of it. */
export interface Part {
  readonly task: Task;
  readonly settled: Settled;
}

/**
 * The answer to several tasks: a line that tells how it went, tickets, and then, in the order written, each task under
 * a heading with its outcome, a result with its exact bytes. `wallMs`: how long the person waited.
 */
export function gather(home: string, parts: readonly Part[], wallMs?: number): Buffer {
  const tickets = parts.filter(({ settled }) => settled.kind === 'ticket');
  const head = [
    ...(tickets.length < parts.length ? [`${summaryLine(parts, wallMs)}\n`] : []),
    ...tickets.map(({ task }) => ticketOf(agentOf(home, task), task.id)),
  ].join('');
  const sections = parts.flatMap((part) => sectionOf(home, part) ?? []);
  return Buffer.concat([Buffer.from(head), ...sections.flatMap((section) => [Buffer.from('\n'), section])]);
}

/** `[ctrlg] 3 tasks: 2 done, 1 failed · wall 1:10 · turns 2:30 · 2.1 × faster than one after the other` */
export function summaryLine(parts: readonly Part[], wallMs?: number): string {
  const counts = new Map<string, number>();
  for (const { settled } of parts) counts.set(wordOf(settled), (counts.get(wordOf(settled)) ?? 0) + 1);
  const how = [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
  const isNone = parts.every(({ settled }) => settled.kind === 'not-done');
  const what = isNone ? `none of ${parts.length} tasks was done` : `${parts.length} tasks`;
  return [`[ctrlg] ${what}: ${how}`, ...spokenSpeed(parts, wallMs)].join(' · ');
}

function wordOf(settled: Settled): string {
  switch (settled.kind) {
    case 'done':
      return spokenOutcome(settled.done);
    case 'ticket':
      return 'in the background';
    case 'left':
      return 'left';
    case 'not-done':
      return settled.word;
    default:
      return settled satisfies never;
  }
}

/** Less than this is no news. */
const LEAST_SPEED_UP = 1.1;

/** Told only where more than one turn was run: then what they took together is what one after the other would take. */
function spokenSpeed(parts: readonly Part[], wallMs: number | undefined): string[] {
  const turns = parts.map(({ settled }) => doneOf(settled)?.duration_ms ?? 0).filter((ms) => ms > 0);
  if (wallMs === undefined || turns.length < 2) return [];
  const turnsMs = turns.reduce((sum, ms) => sum + ms, 0);
  const speedUp = turnsMs / wallMs;
  return [
    `wall ${spokenElapsed(wallMs)}`,
    `turns ${spokenElapsed(turnsMs)}`,
    ...(speedUp >= LEAST_SPEED_UP ? [`${speedUp.toFixed(1)} × faster than one after the other`] : []),
  ];
}

const doneOf = (settled: Settled): Done | undefined => ('done' in settled ? settled.done : undefined);

/** A heading with the outcome, and the result or the reason below it; tickets and what was left have none. */
function sectionOf(home: string, { settled }: Part): Buffer | undefined {
  if (settled.kind === 'not-done') return Buffer.from(`## ${settled.report.trimEnd()}\n`);
  if (settled.kind !== 'done') return undefined;
  const { agent_id, task_id, duration_ms } = settled.done;
  const heading = `## ${agent_id} · ${spokenOutcome(settled.done)} in ${spokenDuration(duration_ms)} · task ${task_id}\n\n`;
  const result = readFileSync(taskPlaces(home, task_id).result);
  const end = result.at(-1) === NEWLINE ? '' : '\n';
  return Buffer.concat([Buffer.from(heading), result, Buffer.from(end)]);
}

const NEWLINE = 10;
