import { type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import { UserError } from '../../system/errors.ts';

/**
 * A client's config that may have comments, as a value; an empty one where there is no file. Throws a UserError that says the
 * place for a text that is none.
 */
export function configIn(file: string, text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {};
  const mistakes: ParseError[] = [];
  const tree = parseTree(text, mistakes, { allowTrailingComma: true });
  const [mistake] = mistakes;
  if (mistake) throw wrong(file, text, mistake.offset, printParseErrorCode(mistake.error));
  if (tree?.type !== 'object') throw wrong(file, text, tree?.offset ?? 0, 'an object is expected');
  return parse(text, [], { allowTrailingComma: true });
}

function wrong(file: string, text: string, offset: number, what: string): UserError {
  const before = text.slice(0, offset).split('\n');
  const place = `${file}:${before.length}:${before.at(-1)!.length + 1}`;
  return new UserError(`${place}: not valid (${what}).`, 'Mend it there; nothing was changed.');
}

/** What stands at a path, where it is a text. */
export function textAt(config: unknown, ...path: string[]): string | null {
  let at: unknown = config;
  for (const name of path) at = (at as Record<string, unknown> | null | undefined)?.[name];
  return typeof at === 'string' ? at : null;
}
