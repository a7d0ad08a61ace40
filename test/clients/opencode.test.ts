import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { opencode } from '../../src/clients/opencode.ts';
import type { AgentConfig } from '../../src/project/config.ts';
import type { AgentPlaces } from '../../src/project/places.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const launch = (config: Partial<AgentConfig> = {}, resume: string | null = null) =>
  opencode.launch({
    name: 'coding',
    config: { client: 'opencode', args: [], env: { PATH: folder }, ...config } as AgentConfig,
    places: { folder } as AgentPlaces,
    resume,
  });
const configOf = ({ env }: { env: Record<string, string> }) => JSON.parse(env.OPENCODE_CONFIG_CONTENT!);

/** As npm installs it: a link to the program of a package. */
function install(version: string): void {
  mkdirSync(join(folder, 'opencode-ai/bin'), { recursive: true });
  writeFileSync(join(folder, 'opencode-ai/package.json'), JSON.stringify({ name: 'opencode-ai', version }));
  writeFileSync(join(folder, 'opencode-ai/bin/opencode.exe'), '');
  chmodSync(join(folder, 'opencode-ai/bin/opencode.exe'), 0o755);
  symlinkSync('opencode-ai/bin/opencode.exe', join(folder, 'opencode'));
}

describe('the launch of opencode', () => {
  it('starts our connector, which starts it, in the conversation to go on with', () => {
    install('1.18.33');
    const { args } = launch({ args: ['--agent', 'plan'] }, 'ses_1');
    expect(args[0]).toMatch(/ctrlg-connector\.cjs$/);
    expect(args.slice(1)).toEqual([
      ...['--client', 'opencode', '--agent', 'coding', '--folder', `${folder}/`, '--resume', 'ses_1'],
      ...['--', join(folder, 'opencode'), '--agent', 'plan'],
    ]);
  });

  it('tells how to install it when it is not there', () => {
    expect(() => launch()).toThrow("Agent coding runs opencode, but 'opencode' is not installed");
  });

  it('refuses a release that is too old, and says which one would do', () => {
    install('1.17.9');
    expect(() => launch()).toThrow(/runs opencode 1\.17\.9 .*ctrlg works with 1\.18\.0 and later/);
  });

  it('asks a program that npm has not installed for its version', () => {
    writeFileSync(join(folder, 'opencode'), '#!/bin/sh\necho 0.15.2\n', { mode: 0o755 });
    expect(() => launch()).toThrow(/runs opencode 0\.15\.2/);
    writeFileSync(join(folder, 'opencode'), '#!/bin/sh\necho 2.0.0\n', { mode: 0o755 });
    expect(() => launch()).not.toThrow();
  });
});

describe('its configuration', () => {
  beforeEach(() => install('1.18.33'));

  it('forbids an update in mid-work', () => {
    expect(configOf(launch())).toMatchObject({ autoupdate: false });
  });

  it('has a plugin that keeps the password of its API from the programs that it starts', async () => {
    const env = { PATH: folder, OPENCODE_CONFIG_CONTENT: '{ "plugin": ["mine"] }' };
    const [mine, ours] = configOf(launch({ env })).plugin;
    expect(mine).toBe('mine');
    const { CtrlgKeepsThePassword } = await import(ours);
    process.env.OPENCODE_SERVER_PASSWORD = 'secret';
    expect(await CtrlgKeepsThePassword()).toEqual({});
    expect(process.env.OPENCODE_SERVER_PASSWORD).toBeUndefined();
  });

  it('adds the agent’s instructions, as a file, to what the person has set in the same variable', () => {
    const persons = '{ "model": "a/b", /* mine */ "instructions": ["mine.md"], "autoupdate": true }';
    const launched = launch({
      instructions: 'You test.',
      env: { PATH: folder, OPENCODE_CONFIG_CONTENT: persons },
    });
    const file = join(folder, 'opencode-instructions.md');
    expect(configOf(launched)).toMatchObject({
      model: 'a/b',
      instructions: ['mine.md', file],
      autoupdate: false,
    });
    expect(readFileSync(file, 'utf8')).toBe('You test.');
  });
});
