import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { UserError } from '../system/errors.ts';
import { readIfThere } from '../system/files.ts';
import { isOlder } from './package-version.ts';

/** In 1.17.0 and before the TUI cannot be given a password for its own server; 1.18.3 is the first of these that was tried. */
const OLDEST = '1.18.0';
const PATIENCE_MS = 15_000;

/** Throws a UserError when the program is an opencode that is too old. One that does not tell its version is let pass. */
export function assertOpencodeVersion(agent: string, file: string): void {
  const version = versionBeside(file) ?? versionAsked(file);
  if (version === undefined || !isOlder(version, OLDEST)) return;
  throw new UserError(
    `Agent ${agent} runs opencode ${version} (${file}), and ctrlg works with ${OLDEST} and later.`,
    'Update it with: opencode upgrade',
  );
}

const manifest = z.looseObject({ name: z.literal('opencode-ai'), version: z.string() });

/** What npm has installed says it in a file; asking the program takes a second. */
function versionBeside(file: string): string | undefined {
  try {
    const text = readIfThere(join(dirname(realpathSync(file)), '../package.json'));
    return text === undefined ? undefined : manifest.parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
}

function versionAsked(file: string): string | undefined {
  try {
    const out = execFileSync(file, ['--version'], { encoding: 'utf8', timeout: PATIENCE_MS, stdio: 'pipe' });
    return /\d+\.\d+\.\d+/.exec(out)?.[0];
  } catch {
    return undefined;
  }
}
