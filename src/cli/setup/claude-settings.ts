import { chmodSync, copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNodeAtLocation, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { systemCode, UserError } from '../../system/errors.ts';
import { readIfThere, removeIfThere } from '../../system/files.ts';
import { identify } from '../../system/processes.ts';
import { replaceFile } from '../../system/replace-file.ts';
import { fileStamp } from '../file-stamp.ts';
import { closedUp, withValue } from './json-text.ts';

export const EDITOR_VARIABLES = ['EDITOR', 'VISUAL'] as const;

/** The values of the two variables; null where the settings do not have one. */
export type EditorValues = Record<(typeof EDITOR_VARIABLES)[number], string | null>;

/** Claude Code's settings, as far as they concern us. */
export interface ClaudeSettings {
  /** Undefined where there is no such file. */
  readonly text: string | undefined;
  readonly hasEnv: boolean;
  readonly values: EditorValues;
}

export const configFolder = (): string => process.env.CLAUDE_CONFIG_DIR || join(homedir(), '.claude');

export const settingsFile = (): string => join(configFolder(), 'settings.json');

/** Throws a UserError that says the place for a file that is not what Claude Code itself would take. */
export function readSettings(file: string): ClaudeSettings {
  const text = readText(file);
  if (text === undefined || text.trim() === '') {
    return { text, hasEnv: false, values: { EDITOR: null, VISUAL: null } };
  }
  const mistakes: ParseError[] = [];
  const tree = parseTree(text, mistakes, { disallowComments: true });
  const [mistake] = mistakes;
  if (mistake || !tree)
    throw wrong(file, text, mistake?.offset ?? 0, mistake ? printParseErrorCode(mistake.error) : '');
  if (tree.type !== 'object') throw wrong(file, text, tree.offset, 'an object is expected');
  const env = findNodeAtLocation(tree, ['env']);
  if (env && env.type !== 'object') throw wrong(file, text, env.offset, 'env: an object is expected');
  const textAt = (name: string): string | null => {
    const node = findNodeAtLocation(tree, ['env', name]);
    if (node && node.type !== 'string')
      throw wrong(file, text, node.offset, `env.${name}: a text is expected`);
    return node ? (node.value as string) : null;
  };
  return {
    text,
    hasEnv: env !== undefined,
    values: { EDITOR: textAt('EDITOR'), VISUAL: textAt('VISUAL') },
  };
}

function readText(file: string): string | undefined {
  try {
    return readIfThere(file);
  } catch (cause) {
    throw new UserError(`${file} cannot be read (${systemCode(cause)}).`, 'Mend its permissions.', { cause });
  }
}

function wrong(file: string, text: string, offset: number, what: string): UserError {
  const before = text.slice(0, offset).split('\n');
  const place = `${file}:${before.length}:${before.at(-1)!.length + 1}`;
  return new UserError(`${place}: not valid settings (${what}).`, 'Mend it there; nothing was changed.');
}

/** The settings' text with other values, and nothing else changed. `keepEnv` false takes an empty `env` away. */
export function withValues(settings: ClaudeSettings, values: EditorValues, keepEnv = true): string {
  const before = settings.text?.trim() ? settings.text : '{}\n';
  let text = before;
  for (const name of EDITOR_VARIABLES) {
    const value = values[name] ?? undefined;
    if (value !== undefined || settings.values[name] !== null) text = withValue(text, ['env', name], value);
  }
  text = closedUp(text, ['env']);
  const isEmpty = findNodeAtLocation(parseTree(text)!, ['env'])?.children?.length === 0;
  return isEmpty && !keepEnv ? closedUp(withValue(text, ['env'], undefined), []) : text;
}

/**
 * Runs `change` with the settings file to itself; Claude Code takes part in that no more than any editor does, so the
 * file is read and replaced at once inside it.
 */
export async function withSettingsLock<T>(file: string, change: () => T): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { lock } = await import('proper-lockfile');
  const release = await lock(file, {
    realpath: false,
    retries: { retries: 20, minTimeout: 20, maxTimeout: 200 },
  });
  try {
    return change();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      `${file} cannot be changed (${systemCode(cause) ?? cause}).`,
      'Mend its permissions.',
      { cause },
    );
  } finally {
    await release();
  }
}

/** Replaces the settings in one step and keeps their mode; returns the backup's path, null where there was no file. */
export function writeSettings(file: string, settings: ClaudeSettings, text: string): string | null {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  const backup = settings.text === undefined ? null : `${file}.ctrlg-backup-${fileStamp()}`;
  if (backup) copyFileSync(file, backup);
  replaceFile(file, text);
  if (mode !== undefined) chmodSync(file, mode & 0o777);
  return backup;
}

export const removeSettings = (file: string): void => removeIfThere(file);

/** The pids of the Claude Codes that run now: they keep the editor they were started with. */
export function runningSessions(): number[] {
  try {
    return readdirSync(join(configFolder(), 'sessions'))
      .map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1]))
      .filter((pid) => pid > 0 && identify(pid));
  } catch {
    return [];
  }
}
