import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeKit } from '../../src/selftest/kits/claude.ts';
import { installClient } from '../support/install-client.ts';
import { repository } from '../support/rig.ts';

// What the tools and the hook of the plugin do for a chief: mcp-claude.test.ts.
const home = realpathSync(mkdtempSync(join(tmpdir(), 'cgp-')));
let env: Record<string, string>;
beforeAll(async () => {
  const binary = await installClient(claudeKit);
  const place = { home, apiUrl: 'http://127.0.0.1:9' };
  claudeKit.prepareHome({ ...place, projectDirs: [home] });
  const plain = claudeKit.env(place);
  env = { ...plain, PATH: [join(repository, 'bin'), dirname(binary), plain.PATH].join(':') };
}, 16 * 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: home, env, encoding: 'utf8' });

it('Claude Code installs the plugin from a local path, its server answers, and set-up adds no other', () => {
  expect(run('claude', 'plugin', 'validate', join(repository, 'plugin'))).toMatch(/passed/i);
  run('claude', 'plugin', 'marketplace', 'add', repository);
  run('claude', 'plugin', 'install', 'ctrlg@ctrlg');
  expect(run('claude', 'mcp', 'list')).toMatch(/^plugin:ctrlg:ctrlg: ctrlg mcp - ✔ Connected$/m);
  const [done] = JSON.parse(run('ctrlg', 'setup', 'claude', '--json')).clients;
  expect(done.mcp).toMatchObject({ changed: false, note: 'Its plugin brings the tools.' });
  expect(run('claude', 'mcp', 'list').match(/ctrlg mcp - /g)).toHaveLength(1);
});
