// Installs a client into a folder of its own, beside those of the tests on real clients and like them.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../test/real/.clients/', import.meta.url));

/** The version that a tag such as `latest` means at the registry. */
export const versionAt = async (name, tag) =>
  (await npm(['view', `${name}@${tag}`, 'version', '--json'])).trim().replaceAll('"', '');

/** Installs a release once (100 to 400 MB) and returns the path of its program. */
export async function installRelease({ package: name, binary }, version) {
  const folder = join(cache, `${name.split('/').at(-1)}-${version}`);
  const program = join(folder, 'node_modules/.bin', binary);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  // Beside the final one: a rename is atomic only within one file system.
  const draft = mkdtempSync(`${folder}.draft-`);
  try {
    writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
    const quietly = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false'];
    await npm(['install', ...quietly, '--prefix', draft, `${name}@${version}`], draft);
    if (!existsSync(program)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return program;
}

function npm(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (err += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`npm ${args.join(' ')} exited with ${code}.\n${err}`)),
    );
  });
}
