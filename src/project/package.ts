import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the installed package, from the bundle (`dist/`) or from a source file. */
export const packageFolder: string = findPackage(__dirname);

export const binFolder: string = join(packageFolder, 'bin');
export const distFolder: string = join(packageFolder, 'dist');

function findPackage(from: string): string {
  if (existsSync(join(from, 'package.json')) || from === dirname(from)) return from;
  return findPackage(dirname(from));
}
