import { InvalidArgumentError } from 'commander';

const UNITS: Record<string, number> = { s: 1 / 60, m: 1, h: 60, d: 24 * 60 };

/** `90s`, `10m`, `2h`, `1d`, or a plain number of minutes; in minutes. */
export function minutes(text: string): number {
  const [, number, unit = 'm'] = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(text) ?? [];
  const amount = Number(number) * UNITS[unit || 'm']!;
  if (!(amount > 0)) throw new InvalidArgumentError('A time is expected, such as 90s, 10m or 2h.');
  return amount;
}
