import { UserError } from '../system/errors.ts';
import { parseJson } from '../system/parse-json.ts';

/** More is a mistake in the text that the list was made from, not a plan. */
const MOST_ITEMS = 200;

/**
 * The items in a text: the elements of a JSON array, also of one in a fenced block as models write it, else its lines
 * without the marks of a list. Throws a UserError where there are too many.
 */
export function itemsIn(text: string): unknown[] {
  const found = jsonIn(text);
  const items = Array.isArray(found) ? found : linesOf(text);
  if (items.length > MOST_ITEMS)
    throw new UserError(
      `forEach has ${items.length} items; ${MOST_ITEMS} is the most.`,
      'Ask for a shorter list.',
    );
  return items;
}

/** The JSON in a text, bare or in a fenced block; undefined where there is none. */
export function jsonIn(text: string): unknown {
  const fenced = /^```\w*\n([\s\S]*?)\n```\s*$/m.exec(text)?.[1];
  return parseJson(text) ?? (fenced === undefined ? undefined : parseJson(fenced));
}

const LIST_MARK = /^\s*(?:[-*•]|\d+[.)])\s+/;

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(LIST_MARK, '').trim())
    .filter((line) => line !== '' && !line.startsWith('```'));
