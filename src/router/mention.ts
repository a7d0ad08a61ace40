import { AGENT_NAME } from '../project/bounds.ts';

/** A mention as it is written: whom it asks, and how. */
export interface Mention {
  /** `planning`, `coding-2`, `auto`, `all`, `tag:review`, `workflow:NAME`. */
  readonly target: string;
  /** What stands in the parentheses after the name; it holds a `=`. */
  readonly options: string | undefined;
  /** `@name! /compact`: what follows is a command for the client itself. */
  readonly isCommand: boolean;
  /** `@name& …`: nobody waits for it. */
  readonly isBackground: boolean;
  /** Where its `@` stands, and where it ends: a white space or the end of the text is next. */
  readonly at: number;
  readonly end: number;
}

/** What can be given in the parentheses. */
export const OPTION_NAMES = ['priority', 'timeout', 'retries', 'after'];

const TARGET = /@((?:tag:|workflow:)?[A-Za-z0-9_-]+)/y;
const REST = /(?:\(([^)\r\n]*)\))?([!&]?):?(?=\s|$)/y;
const WORKFLOW_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * The mention that stands at an offset of a text: `@planning …`, `@planning: …`, `@planning! …`, `@planning& …`,
 * `@planning(priority=high) …`. Paths such as `@src/file.ts` are none, nor is `@planning(foo)`: without a `=` it is prose.
 */
export function readMention(text: string, at: number): Mention | undefined {
  const target = readTarget(text, at);
  if (target === undefined) return undefined;
  REST.lastIndex = at + 1 + target.length;
  const rest = REST.exec(text);
  if (!rest) return undefined;
  const [written, options, suffix] = rest;
  if (options !== undefined && !options.includes('=')) return undefined;
  const end = at + 1 + target.length + written.length;
  return { target, options, isCommand: suffix === '!', isBackground: suffix === '&', at, end };
}

/** The name after the `@` at an offset, whatever follows it. */
export function readTarget(text: string, at: number): string | undefined {
  TARGET.lastIndex = at;
  const target = TARGET.exec(text)?.[1];
  if (target === undefined) return undefined;
  if (target.startsWith('workflow:'))
    return WORKFLOW_NAME.test(target.slice('workflow:'.length)) ? target : undefined;
  const name = target.startsWith('tag:') ? target.slice('tag:'.length) : target;
  return AGENT_NAME.test(name) ? target : undefined;
}

/** Where the text of a mention begins: after the one white space, a line end included. */
export function textAfter(text: string, { end }: Mention): number {
  if (text.startsWith('\r\n', end)) return end + 2;
  return Math.min(end + 1, text.length);
}

/** Whether what stands in parentheses gives one of our options; `@Column(name="id")` is code. */
export const hasOption = (text: string): boolean =>
  text
    .split(',')
    .some((part) => part.includes('=') && OPTION_NAMES.includes(part.slice(0, part.indexOf('=')).trim()));

/** Options that were meant as such in what is no mention because of a slip. */
export interface Slip {
  readonly what: string;
  readonly mend: string;
}

/** The slip in the options after a name, where there is one. */
export function readSlip(text: string, at: number, target: string): Slip | undefined {
  const slip = /([!&:]*)\(([^)\r\n]*)(\)?)/y;
  slip.lastIndex = at + 1 + target.length;
  const [rest, suffix, options = '', close] = slip.exec(text) ?? [];
  if (!hasOption(options)) return undefined;
  const written = `@${target}${rest}`;
  if (suffix) {
    const mend = `Write @${target}(…)${suffix} instead.`;
    return { what: `in '${written}' the options stand after '${suffix}'`, mend };
  }
  if (!close)
    return { what: `the parenthesis of '${written}' is not closed on its line`, mend: "Close it with ')'." };
  return { what: `'${written}' needs a white space after it`, mend: 'Put a blank there.' };
}
