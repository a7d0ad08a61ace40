import type { TaskRow } from '../../src/tasks/rows.ts';
import type { Turn } from '../../src/tasks/turns.ts';

/** Minutes after 10:00 of the local clock on 21 November 2026, as ISO 8601. */
export const at = (minutes: number): string =>
  new Date(new Date(2026, 10, 21, 10).getTime() + minutes * 60_000).toISOString();
export const minutes = (count: number): number => count * 60_000;

/** A task that was asked at 10:00, begun at once and done. */
export const aRow = (fields: Partial<TaskRow> = {}): TaskRow => ({
  id: 'one',
  agent: 'planning',
  target: 'planning',
  form: 'text',
  priority: 'normal',
  state: 'ended',
  createdAt: at(0),
  deadlineAt: at(30),
  claimedAt: at(0),
  endedAt: at(1),
  outcome: 'done',
  reason: '',
  isLate: false,
  attempts: 1,
  turnMs: minutes(1),
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  group: null,
  parent: null,
  originKind: 'hook',
  promptHead: 'Do it',
  ...fields,
});

export const aTurn = (taskId: string, from: number, to: number, agent = 'planning'): Turn => ({
  taskId,
  agent,
  startedAt: at(from),
  endedAt: at(to),
});
