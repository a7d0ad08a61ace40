import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { repository } from '../support/rig.ts';
import { TestTmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';

let folder: string;
let server: TestTmux;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-gone-'));
  server = new TestTmux({ PATH: process.env.PATH ?? '', TERM: 'xterm-256color' });
});
afterEach(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

/** A process in a window that ends when its window is closed; the code it ends with. */
async function endsWith(begin: string): Promise<string> {
  const [program, ready, ended] = ['program.cjs', 'ready', 'ended'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const lines = [
    "import { letGoOfGoneTerminal } from './src/system/gone-terminal.ts';",
    "import { writeFileSync } from 'node:fs';",
    begin,
    "process.on('SIGHUP', () => setTimeout(() => process.exit(7), 50));",
    `setInterval(() => {}, 1000); writeFileSync(${JSON.stringify(ready)}, '');`,
  ];
  const stdin = { contents: lines.join('\n'), resolveDir: repository, loader: 'ts' as const };
  await build({ stdin, outfile: program, bundle: true, platform: 'node', logLevel: 'silent' });
  const script = join(folder, 'run.sh');
  // This shell outlives the window and its first one, to say how the program has ended.
  writeFileSync(
    script,
    `trap : HUP\n'${process.execPath}' '${program}' 2>/dev/null\necho $? >'${ended}.new'; mv '${ended}.new' '${ended}'\n`,
  );
  server.start('keep', '/', 'exec cat');
  const pane = server.start('window', '/', `ulimit -c 0; sh '${script}'; true`);
  await until('the program', () => existsSync(ready));
  server.run('kill-pane', '-t', pane);
  await until('its end', () => existsSync(ended));
  return readFileSync(ended, 'utf8').trim();
}

it('a process whose window is gone ends with its own code, and not by an abort of Node', async () => {
  expect(await endsWith('letGoOfGoneTerminal();')).toBe('7');
});
