import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Rig, repository } from './rig.ts';

/** A hook's front door in the rig's folder that reads many blocks: what it waits with is the built bundle. */
export function manyTasksHook(rig: Rig): { hook: string; env: Record<string, string> } {
  const folder = join(rig.root, 'many');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  copyFileSync(join(repository, 'bin/ctrlg-hook'), join(folder, 'bin/ctrlg-hook'));
  buildSync({
    entryPoints: [join(repository, 'test/support/many-tasks-hook.ts')],
    outfile: join(folder, 'dist/ctrlg-hook.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.dirname': '__dirname' },
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return { hook: join(folder, 'bin/ctrlg-hook'), env: { DIST: join(repository, 'dist') } };
}
