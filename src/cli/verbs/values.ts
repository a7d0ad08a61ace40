import { InvalidArgumentError } from 'commander';
import type { OutcomeKind } from '../../tasks/task.ts';

/* What options' values may be. Each throws commander's InvalidArgumentError, which it tells with the option's name. */

export function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number))
    throw new InvalidArgumentError('A number above 0 is expected.');
  return number;
}

export function outcome(text: string): OutcomeKind {
  const kinds: readonly OutcomeKind[] = ['done', 'failed', 'cancelled', 'timed-out', 'agent-gone'];
  const kind = kinds.find((one) => one === text);
  if (!kind) throw new InvalidArgumentError(`One of ${kinds.join(', ')} is expected.`);
  return kind;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 to 99 is expected.');
  return Number(text);
}

export function priority(text: string): string {
  if (!['high', 'normal', 'low'].includes(text))
    throw new InvalidArgumentError('high, normal or low is expected.');
  return text;
}

export function side(text: string): string {
  if (!['chief', 'agent'].includes(text)) throw new InvalidArgumentError('chief or agent is expected.');
  return text;
}

export function gathered(text: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? before : []), text];
}
