import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Rig, repository } from '../support/rig.ts';

let programs = 0;

/** Runs an ES module in the rig's project, where `ctrlg` is installed; what it printed, when it has ended by itself. */
export function runProgram(rig: Rig, text: string, env: Record<string, string> = {}): Promise<string> {
  installInto(rig.project);
  const file = join(rig.project, `program-${++programs}.mjs`);
  writeFileSync(file, text);
  return new Promise((resolve, reject) => {
    const options = { cwd: rig.project, env: { ...rig.env, ...env }, timeout: 25_000 };
    execFile(process.execPath, [file], options, (error, stdout, stderr) =>
      error
        ? reject(new Error(`${stderr}\n${stdout}\n${rig.describe()}`, { cause: error }))
        : resolve(stdout),
    );
  });
}

function installInto(project: string): void {
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  if (!existsSync(join(modules, 'ctrlg'))) symlinkSync(repository, join(modules, 'ctrlg'));
}
