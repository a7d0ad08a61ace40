import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from '../system/files.ts';

/** How far above its program a package's own file may stand. */
const MOST_STEPS = 4;

/** The version of the npm package that a program belongs to, without starting it; undefined for one that is in none of that name. */
export function packageVersion(program: string, name: string): string | undefined {
  try {
    let folder = dirname(realpathSync(program));
    for (let steps = 0; steps < MOST_STEPS; steps += 1, folder = dirname(folder)) {
      const own = JSON.parse(readIfThere(join(folder, 'package.json')) ?? '{}');
      if (own.name === name) return own.version;
    }
  } catch {
    // One that is not read says nothing.
  }
  return undefined;
}

/** Whether `version` comes before `than`; pre-releases count as the release. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('-', 1)[0]!.split('.').map(Number);
  const [own, other] = [numbers(version), numbers(than)];
  const at = own.findIndex((number, index) => number !== other[index]);
  return at >= 0 && own[at]! < (other[at] ?? 0);
}
