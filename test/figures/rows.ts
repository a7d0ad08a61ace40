import type { TaskFact } from '../../src/tasks/rows.ts';
import type { Turn } from '../../src/tasks/turns.ts';

/** Minutes after 10:00 of the local clock on 21 November 2026, as ISO 8601. */
export const at = (minutes: number): string =>
  new Date(new Date(2026, 10, 21, 10).getTime() + minutes * 60_000).toISOString();
export const minutes = (count: number): number => count * 60_000;

/** A task that was asked at 10:00, begun at once and done. */
export const aRow = (fields: Partial<TaskFact> = {}): TaskFact => ({
  id: 'one',
  agent: 'planning',
  state: 'ended',
  createdAt: at(0),
  claimedAt: at(0),
  outcome: 'done',
  isLate: false,
  attempts: 1,
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  group: null,
  ...fields,
});

export const aTurn = (taskId: string, from: number, to: number): Turn => ({
  taskId,
  startedAt: at(from),
  endedAt: at(to),
});
