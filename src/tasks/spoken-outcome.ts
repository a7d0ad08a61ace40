import type { Done } from './done-marker.ts';

const SPOKEN: Record<Done['status'], string> = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  'timed-out': 'timed out',
  'agent-gone': 'agent gone',
};

/** `done`, `done late`, `timed out`. */
export const spokenOutcome = ({ status, late }: Pick<Done, 'status' | 'late'>): string =>
  late ? `${SPOKEN[status]} late` : SPOKEN[status];
