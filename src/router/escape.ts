import { escapedAt, lineStarts } from './blocks.ts';
import { Fences } from './fences.ts';
import type { Names } from './top.ts';

/** A mention with its text, as a block that gives the same text again; fenced code must stay at the start of its line. */
export const asBlock = (mention: string, text: string, names: Pick<Names, 'isKnown'>): string =>
  `${mention}${/^ {0,3}(?:```|~~~)/.test(text) ? '\n' : ' '}${escapeMentions(text, names, false)}`;

/**
 * The inverse of reading: a text with a backslash before everything that would be read as a mention, so that a prompt made
 * of it gives the same text again. `isTop`: it will stand at the beginning of the prompt.
 */
export function escapeMentions(text: string, names: Pick<Names, 'isKnown'>, isTop: boolean): string {
  const top = text.length - text.trimStart().length;
  const fences = new Fences(text);
  let escaped = '';
  let from = 0;
  const escapeAt = (at: number) => {
    escaped += `${text.slice(from, at)}\\`;
    from = at;
  };
  if (isTop && escapedAt(text, top) !== undefined) escapeAt(top);
  for (const at of lineStarts(text, top)) {
    const target = escapedAt(text, at);
    if (target !== undefined && names.isKnown(target) && !fences.holds(at)) escapeAt(at);
  }
  return escaped + text.slice(from);
}
