import { isDeepStrictEqual } from 'node:util';
import { parse, TomlError } from 'smol-toml';
import { UserError } from '../../system/errors.ts';

/** A TOML file of the person's, of which one table is ours. */
export interface TomlTable {
  readonly file: string;
  /** Bare keys. */
  readonly path: readonly [string, string];
}

type Table = Record<string, unknown>;

/** The table as a value; undefined where there is none. Throws a UserError that says the place for a text that is no TOML. */
export function tableIn({ file, path }: TomlTable, text: string): Table | undefined {
  const [outer, name] = path;
  return (tomlIn(file, text)[outer] as Table | undefined)?.[name] as Table | undefined;
}

/** The text with the table at its end, its keys in `lines`. Throws a UserError where that cannot be done by a table of its own. */
export function withTable(table: TomlTable, text: string, lines: readonly string[]): string {
  const { file, path } = table;
  const [outer, name] = path;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text.trim() === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
  const own = [`[${path.join('.')}]`, ...lines, ''].join(eol);
  const before = tomlIn(file, text);
  const added = (tomlIn(file, own)[outer] as Table)[name];
  const expected = { ...before, [outer]: { ...(before[outer] as Table | undefined), [name]: added } };
  return checked(table, text + gap + own, expected);
}

/**
 * The text without the table and those below it, which the client may have added. By lines, for the comments' sake; then both
 * texts are read, and must differ by that table alone.
 */
export function withoutTable(table: TomlTable, text: string): string {
  const { file, path } = table;
  const [outer, name] = path;
  const before = tomlIn(file, text);
  const { [name]: _, ...others } = (before[outer] as Table | undefined) ?? {};
  const expected = { ...before, [outer]: others };
  return checked(
    table,
    withoutLines(text, new RegExp(`^\\s*\\[\\s*${outer}\\s*\\.\\s*"?${name}"?\\s*[.\\]]`)),
    expected,
  );
}

function withoutLines(text: string, isOurs: RegExp): string {
  const kept: string[] = [];
  let isInside = false;
  let above: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\s*\[/.test(line)) {
      isInside = isOurs.test(line);
      // Comments right above the next table belong to that.
      if (!isInside) kept.push(...above);
      above = [];
    }
    if (!isInside) kept.push(line);
    else if (/^\s*#/.test(line) || (line.trim() === '' && above.length > 0)) above.push(line);
    else above = [];
  }
  const rest = kept.join('\n').trimEnd();
  return rest === '' ? '' : `${rest}\n`;
}

function checked(table: TomlTable, text: string, expected: Table): string {
  const name = table.path.join('.');
  const mistake = new UserError(
    `${table.file}: ${name} cannot be changed there without changing more; nothing was changed.`,
    'Mend it there by hand: ctrlg setup --print shows what belongs into it.',
  );
  try {
    if (!isDeepStrictEqual(plain(parse(text)), plain(expected))) throw mistake;
  } catch (cause) {
    throw cause instanceof UserError ? cause : mistake;
  }
  return text;
}

/** An empty table is as good as none. */
function plain(value: Table): unknown {
  return JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) && Object.keys(part).length === 0
      ? undefined
      : part,
  );
}

function tomlIn(file: string, text: string): Table {
  try {
    return parse(text) as Table;
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const what = cause.message.split('\n', 1)[0]!;
    throw new UserError(
      `${file}:${cause.line}:${cause.column}: not valid (${what}).`,
      'Mend it there; nothing was changed.',
      { cause },
    );
  }
}
