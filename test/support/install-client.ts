/**
 * Real clients for the tests in test/real: pinned releases, each in a folder of its own, so that neither the developer's
 * installed client nor the developer's account takes part.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CACHE = join(dirname(fileURLToPath(import.meta.url)), '../real/.clients');
/** A registry can be slow; 400 MB have taken from 15 s to more than 4 minutes here. */
const INSTALL_PATIENCE_MS = 15 * 60_000;

/** A program of a package of npm's, in a release. */
export interface Pinned {
  readonly package: string;
  readonly version: string;
  /** The program's name. */
  readonly binary: string;
}

/** Installs the client's pinned release once (100 to 400 MB) and returns the path of its program. */
export async function installClient(kit: Pinned): Promise<string> {
  const folder = join(CACHE, `${kit.package.split('/').at(-1)}-${kit.version}`);
  const binary = join(folder, 'node_modules/.bin', kit.binary);
  if (existsSync(binary)) return binary;
  const draft = draftFolder(folder);
  try {
    const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false'];
    await promisify(execFile)('npm', [...args, '--prefix', draft, `${kit.package}@${kit.version}`], {
      cwd: draft,
      timeout: INSTALL_PATIENCE_MS,
    });
    publish(draft, folder, binary);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return binary;
}

/** A folder beside the final one, because a rename is atomic only within one file system. */
function draftFolder(folder: string): string {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(`${folder}.draft-`);
  writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
  return draft;
}

/** Two processes may install at once: the first rename wins, and the loser's copy is as good as the winner's. */
function publish(draft: string, folder: string, binary: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(binary)) throw error;
  }
}
