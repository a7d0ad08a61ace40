import { join } from 'node:path';
import {
  findNodeAtLocation,
  getNodeValue,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type * as z from 'zod/mini';
import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { BUILT_IN_AGENTS, type Config, configSchema } from './config.ts';
import { contradictionIn } from './contradiction.ts';
import { CONFIG_NAME } from './places.ts';

/**
 * The project's config, with every default filled in; the built-in agents where there is no config file.
 * A mistake is a UserError that says the place (file:line:column and key) and the mend.
 */
export function readConfig(projectFolder: string, file = process.env.CTRLG_CONFIG): Config {
  const path = file || join(projectFolder, CONFIG_NAME);
  const text = readConfigText(path);
  if (text === undefined) {
    if (file)
      throw new UserError(
        `The config file ${file} (from CTRLG_CONFIG) is not there.`,
        'Mend the path or unset it.',
      );
    return configSchema.parse({ agents: BUILT_IN_AGENTS });
  }
  return parseConfig(text, path);
}

function readConfigText(path: string): string | undefined {
  try {
    return readIfThere(path);
  } catch (cause) {
    throw new UserError(
      `The config file ${path} cannot be read: ${(cause as Error).message}.`,
      'Mend its permissions.',
      { cause },
    );
  }
}

/** Parses a config text; `path` is for the messages. Comments, trailing commas and a byte order mark are allowed. */
export function parseConfig(textOfFile: string, path: string): Config {
  const text = textOfFile.replace(/^\ufeff/, '');
  const mistakes: ParseError[] = [];
  const tree = parseTree(text, mistakes, { allowTrailingComma: true });
  const first = mistakes[0];
  if (first || !tree) {
    const code = first ? printParseErrorCode(first.error) : 'ValueExpected';
    throw new UserError(
      `${path}:${place(text, first?.offset ?? 0)}: not valid JSON (${code}).`,
      'Mend it there.',
    );
  }
  const parsed = configSchema.safeParse(getNodeValue(tree));
  if (!parsed.success) throw mistakeIn(text, path, tree, parsed.error.issues[0]!);
  assertConsistent(parsed.data, (keys) => `${path}:${place(text, nearestNode(tree, keys)?.offset ?? 0)}`);
  return parsed.data;
}

function mistakeIn(
  text: string,
  path: string,
  tree: ReturnType<typeof parseTree>,
  issue: z.core.$ZodIssue,
): UserError {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const keys = [...issue.path, ...(unknownKey === undefined ? [] : [unknownKey])] as (string | number)[];
  const value = nearestNode(tree, keys);
  const isAboutKey = unknownKey !== undefined || issue.code === 'invalid_key';
  const node = isAboutKey ? value?.parent?.children?.[0] : value;
  const where = keys.length > 0 ? ` ${keys.join('.')}:` : '';
  const what = unknownKey === undefined ? messageOf(issue) : 'this key is not known';
  return new UserError(
    `${path}:${place(text, node?.offset ?? 0)}:${where} ${what}.`,
    'Mend it there (README, Configuration).',
  );
}

const SPOKEN_TYPES: Record<string, string> = { record: 'object', int: 'a whole number' };

/** What a schema found wrong with a value, in words. */
export function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${SPOKEN_TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'not a valid name';
  if (issue.code === 'too_small')
    return `too small (${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum} is needed)`;
  if (issue.code === 'too_big') return `too big (${issue.maximum} is the most)`;
  return issue.message;
}

function nearestNode(tree: ReturnType<typeof parseTree>, keys: (string | number)[]) {
  for (let length = keys.length; length >= 0; length -= 1) {
    const node = tree && findNodeAtLocation(tree, keys.slice(0, length));
    if (node) return node;
  }
  return undefined;
}

function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function assertConsistent(config: Config, whereOf: (keys: (string | number)[]) => string): void {
  const found = contradictionIn(config);
  if (found)
    throw new UserError(`${whereOf(found.keys)}: ${found.keys.join('.')}: ${found.what}.`, found.mend);
}
