import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

const root = realpathSync(mkdtempSync(join(tmpdir(), 'ctrlg-package-')));
const project = join(root, 'an empty folder');
const installed = join(project, 'node_modules/ctrlg');
let packed: { filename: string; size: number; files: { path: string }[] };

beforeAll(async () => {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  // Other test files are using `dist` meanwhile: it is packed as it is.
  const pack = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', root],
    repository,
  );
  packed = JSON.parse(pack.out)[0];
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund'];
  const install = await run('npm', ['install', ...quietly, join(root, packed.filename)], project);
  expect(install).toMatchObject({ code: 0 });
}, 120_000);

afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

it('holds what is run and read, and is small', () => {
  const folders = new Set(packed.files.map(({ path }) => path.split('/')[0]));
  console.info(`${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB packed`);
  expect([...folders].sort()).toEqual(expect.arrayContaining(['bin', 'demo', 'dist', 'package.json']));
  for (const folder of ['src', 'test', 'bench', 'scripts', 'node_modules'])
    expect(folders).not.toContain(folder);
  expect(packed.size).toBeLessThan(1.5 * 1024 * 1024);
});

it('brings a command that knows its version', async () => {
  expect(await run(join(project, 'node_modules/.bin/ctrlg'), ['--version'])).toEqual({
    code: 0,
    out: `${version}\n`,
    err: '',
  });
});

it('works through a link to a link', async () => {
  const link = join(root, 'ctrlg');
  symlinkSync('an empty folder/node_modules/.bin/ctrlg', link);
  expect((await run(link, ['--version'])).out).toBe(`${version}\n`);
});

it.each(['ctrlg-hook', 'ctrlg-agent'])('brings %s, which says what it needs', async (name) => {
  const { code, err } = await run(join(project, 'node_modules/.bin', name), []);
  expect(code).toBeGreaterThan(0);
  expect(err).toContain(`usage: ${name}`);
});

it('brings a database that needs no compiler', async () => {
  const script = `const { DatabaseSync } = require('@photostructure/sqlite');
    console.log(new DatabaseSync(':memory:').prepare('SELECT 6 * 7 AS n').get().n)`;
  expect(await run(process.execPath, ['-e', script], installed)).toMatchObject({ code: 0, out: '42\n' });
});

it('brings an API that a program imports, and one that requires it', async () => {
  const folder = JSON.stringify(root);
  const said = `connect({ cwd: ${folder}, home: ${folder} + '/state' }).project.name`;
  const imports = ['--input-type=module', '-e', `import { connect } from 'ctrlg'; console.log(${said})`];
  const requires = ['-e', `console.log(require('ctrlg').${said})`];
  for (const args of [imports, requires])
    expect(await run(process.execPath, args)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ctrlg-pa/),
    });
});

it('brings types that hold the snippets of docs/api.md', async () => {
  const page = readFileSync(join(installed, 'docs/api.md'), 'utf8');
  const snippets = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code], index) => {
    const file = join(project, `snippet-${index}.mts`);
    writeFileSync(file, code!);
    return file;
  });
  const wrong = join(project, 'wrong.mts');
  writeFileSync(wrong, "import { connect } from 'ctrlg';\nawait connect().assign('planning', 7);\n");
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'];
  const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')];
  const { code, out } = await run(join(repository, 'node_modules/.bin/tsc'), [
    ...options,
    ...types,
    ...snippets,
    wrong,
  ]);
  expect(out.trim().split('\n')).toEqual([expect.stringContaining('wrong.mts(2,36): error TS2345')]);
  expect(code).toBeGreaterThan(0);
});

it('brings the demo', async () => {
  const { code, out } = await run(process.execPath, [join(installed, 'demo/demo.mjs')]);
  expect(out).toContain('From the key to what it brought');
  expect(code).toBe(0);
  expect(out).not.toContain('\u001b');
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
}, 120_000);

it('tells that the demo with real clients needs the repository', async () => {
  const { code, out } = await run(process.execPath, [join(installed, 'demo/demo.mjs'), '--claude']);
  expect(code).toBe(1);
  expect(out).toContain('--claude needs the ctrlg repository');
});

function run(
  program: string,
  args: string[],
  cwd = project,
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    );
  });
}
