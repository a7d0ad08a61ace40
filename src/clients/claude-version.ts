import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { parseJson } from '../system/parse-json.ts';
import { replaceFile } from '../system/replace-file.ts';
import { isOlder } from './package-version.ts';

/**
 * The oldest one that tells all that is needed: PermissionRequest came with 2.0.45, StopFailure with 2.1.78, a Stop that names
 * background tasks with 2.1.145, and the prompt's id, by which turns are counted, with 2.1.196.
 */
export const OLDEST_CLAUDE = '2.1.196';

export interface Installed {
  /** The agent's name. */
  readonly name: string;
  /** The agent's state folder. */
  readonly folder: string;
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Throws a UserError for a Claude Code that is too old. One that does not tell its version may be anything, and passes. */
export function assertNewEnough(installed: Installed): void {
  // Another program, that starts Claude Code in its turn, may not know the question.
  if (basename(installed.file) !== 'claude') return;
  const version = versionOf(installed);
  if (!version || !isOlder(version, OLDEST_CLAUDE)) return;
  throw new UserError(
    `Agent ${installed.name} runs Claude Code ${version} (${installed.file}), which does not tell all that ctrlg needs.`,
    `It works from ${OLDEST_CLAUDE} on. Update it with: claude update`,
  );
}

const known = z.object({ file: z.string(), stamp: z.string(), version: z.string() });
const PATIENCE_MS = 5_000;

/** Asked once of each program file: it takes some 70 ms. An update makes it another one. */
function versionOf({ folder, file, env }: Installed): string {
  const { mtimeMs, size, ino } = statSync(file);
  const stamp = `${mtimeMs} ${size} ${ino}`;
  const note = join(folder, 'claude-version.json');
  const before = known.safeParse(parseJson(readIfThere(note) ?? '')).data;
  if (before?.file === file && before.stamp === stamp) return before.version;
  const version = asked(file, env);
  replaceFile(note, JSON.stringify({ file, stamp, version }));
  return version;
}

function asked(file: string, env: NodeJS.ProcessEnv): string {
  try {
    const said = execFileSync(file, ['--version'], {
      env,
      timeout: PATIENCE_MS,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /^(\d+\.\d+\.\d+)\b.*Claude Code/.exec(said)?.[1] ?? '';
  } catch {
    return '';
  }
}
