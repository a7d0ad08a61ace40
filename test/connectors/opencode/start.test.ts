import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOpencode } from '../../../src/connectors/opencode/start.ts';
import { Children } from '../../../src/system/children.ts';

/** Notes how it was started, and does at each start what the test says: `serve`, `foreign` (somebody else has its port), `exit-N`. */
const PROGRAM = `
const { appendFileSync, readFileSync } = require('node:fs');
const [folder, ...args] = process.argv.slice(2);
appendFileSync(folder + '/starts', args.join(' ') + '\\n');
const n = readFileSync(folder + '/starts', 'utf8').trim().split('\\n').length;
const act = JSON.parse(readFileSync(folder + '/acts', 'utf8'))[n - 1];
if (act.startsWith('exit-')) process.exit(Number(act.slice(5)));
const { OPENCODE_SERVER_USERNAME: user, OPENCODE_SERVER_PASSWORD: password } = process.env;
require('node:http').createServer((request, response) => {
  const wanted = 'Basic ' + Buffer.from(user + ':' + password).toString('base64');
  if (act === 'foreign' || request.headers.authorization !== wanted) response.writeHead(401).end();
  else response.end('{"healthy":true,"version":"9.9.9"}');
}).listen(Number(args[args.indexOf('--port') + 1]), '127.0.0.1');
`;

let folder: string;
let children: Children;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-'));
  children = new Children(folder);
  writeFileSync(join(folder, 'program.cjs'), PROGRAM);
});
afterEach(async () => {
  await children.end();
  rmSync(folder, { recursive: true, force: true });
});

const start = (acts: string[], resume: string | null = null) => {
  writeFileSync(join(folder, 'acts'), JSON.stringify(acts));
  const argv = [process.execPath, join(folder, 'program.cjs'), folder];
  const options = { name: 'coding', folder, cwd: folder, resume, argv, env: process.env };
  return startOpencode(options, children, () => {});
};
const starts = () => readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n');

it('it is up when it answers at its port to its password, and goes on with its conversation', async () => {
  expect(await start(['serve'], 'ses_1')).toMatchObject({ isNew: false });
  expect(starts()).toEqual([expect.stringMatching(/^--port \d+ --hostname 127\.0\.0\.1 --session ses_1$/)]);
});

it('when somebody else answers at its port it is started again at another one', async () => {
  expect(await start(['foreign', 'serve'])).toMatchObject({ isNew: true });
  const [first, second] = starts();
  expect(second).not.toBe(first);
});

it('three ports that are taken are enough', async () => {
  await expect(start(['foreign', 'foreign', 'foreign', 'serve'])).rejects.toThrow(
    /did not answer at its port/,
  );
});

it('a conversation that is not there any more is left for a new one', async () => {
  expect(await start(['exit-1', 'serve'], 'ses_gone')).toMatchObject({ isNew: true });
  expect(starts()[1]).not.toContain('--session');
});

it('a program that ends at its start is told as it ended', async () => {
  expect(await start(['exit-3'])).toEqual({ code: 3, signal: null });
});
