import { MOST_MINUTES, MOST_RETRIES } from '../project/bounds.ts';
import { OPTION_NAMES } from './mention.ts';

/** What can stand in the parentheses after a name. */
export interface Options {
  readonly priority: 'high' | 'normal' | 'low';
  /** Undefined: what the config says. */
  readonly timeoutMinutes: number | undefined;
  /** Undefined: what the config says. */
  readonly retries: number | undefined;
  /** Names mentioned above, or task ids. */
  readonly after: readonly string[];
}

const PRIORITIES = ['high', 'normal', 'low'];
const MINUTES: Record<string, number> = { s: 1 / 60, m: 1, h: 60 };

export type OptionsRead =
  | { readonly kind: 'options'; readonly options: Options }
  | { readonly kind: 'wrong'; readonly what: string; readonly mend: string };

/** Reads `priority=high, timeout=10m, retries=1, after=coding;testing`; blanks around `,`, `;` and `=` are free. */
export function readOptions(written: string | undefined): OptionsRead {
  const options = { priority: 'normal' as const, timeoutMinutes: undefined, retries: undefined, after: [] };
  if (written === undefined) return { kind: 'options', options };
  const given = new Map<string, string[]>();
  for (const part of written.split(',')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals === -1 ? undefined : equals).trim();
    if (equals === -1) return wrong(`'${name}' is no option`, `Write NAME=VALUE; ${KNOWN}`);
    if (!OPTION_NAMES.includes(name)) return wrong(`there is no option '${name}'`, `Write one of: ${KNOWN}`);
    if (given.has(name) && name !== 'after') return wrong(`'${name}' is given twice`, 'Give it once.');
    const values = part.slice(equals + 1).split(name === 'after' ? ';' : '\n');
    given.set(name, [...(given.get(name) ?? []), ...values.map((value) => value.trim())]);
  }
  return valuesOf(given);
}

const KNOWN = `${OPTION_NAMES.join(', ')}.`;

function valuesOf(given: Map<string, string[]>): OptionsRead {
  const [priority = 'normal'] = given.get('priority') ?? [];
  if (!PRIORITIES.includes(priority))
    return wrong(`'${priority}' is no priority`, `Write one of: ${PRIORITIES.join(', ')}.`);
  const [timeout] = given.get('timeout') ?? [];
  const timeoutMinutes = timeout === undefined ? undefined : minutesOf(timeout);
  if (timeout !== undefined && timeoutMinutes === undefined)
    return wrong(
      `'${timeout}' is no timeout`,
      'Write it as 30s, 10m or 2h: more than nothing, a year at most.',
    );
  const [retries] = given.get('retries') ?? [];
  if (retries !== undefined && !(/^\d{1,2}$/.test(retries) && Number(retries) <= MOST_RETRIES))
    return wrong(`'${retries}' is no number of retries`, `Write a whole number from 0 to ${MOST_RETRIES}.`);
  const after = given.get('after') ?? [];
  if (after.includes(''))
    return wrong("'after' names nobody", 'Write the name of an agent mentioned above, or the id of a task.');
  return {
    kind: 'options',
    options: {
      priority: priority as Options['priority'],
      timeoutMinutes,
      retries: retries === undefined ? undefined : Number(retries),
      after,
    },
  };
}

function minutesOf(timeout: string): number | undefined {
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,3})?) ?([smh])$/.exec(timeout) ?? [];
  const minutes = Number(number) * (MINUTES[unit ?? ''] ?? Number.NaN);
  return minutes > 0 && minutes <= MOST_MINUTES ? minutes : undefined;
}

const wrong = (what: string, mend: string): OptionsRead => ({ kind: 'wrong', what, mend });
