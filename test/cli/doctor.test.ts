import { chmodSync, cpSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAtLeast } from '../../src/cli/doctor/tools.ts';
import { Place, repository, runCtrlg } from './run-ctrlg.ts';

interface Check {
  readonly kind: string;
  readonly what: string;
  readonly detail: string;
  readonly mend?: string;
}

describe('ctrlg doctor', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
    place.configure({ agents: { planning: { client: 'scripted' } } });
  });
  afterEach(() => place.remove());

  const check = async (what: string, env: Record<string, string> = {}): Promise<Check> => {
    const { json } = await place.run(['doctor', '--json'], { env });
    return json.checks.find((found: Check) => found.what === what);
  };

  it('is content after set-up', async () => {
    await place.run(['setup']);
    const { code, out } = await place.run(['doctor']);
    expect(out).toContain('All is well.');
    expect(code).toBe(0);
  });

  it('ends with 1 when there is a fault, and says how to mend it', async () => {
    const { code, out } = await place.run(['doctor']);
    expect(code).toBe(1);
    expect(out).toMatch(
      /✗ editor in Claude Code .*EDITOR is not set, VISUAL is not set\n.*Set it up: ctrlg setup/,
    );
    expect(out).toContain('1 fault.');
  });

  it('knows what a fresh shell says of the editor', async () => {
    writeFileSync(join(place.home, '.profile'), 'echo welcome\nexport EDITOR="nano -w"\n');
    expect((await check('editor in a fresh shell')).detail).toBe(
      'EDITOR=nano -w VISUAL=(not set) (not ours)',
    );
  });

  it('takes the hook from the shell where the settings say nothing', async () => {
    const hook = join(repository, 'bin/ctrlg-hook');
    writeFileSync(join(place.home, '.profile'), `export EDITOR='${hook}' VISUAL='${hook}'\n`);
    expect(await check('editor in Claude Code')).toMatchObject({ kind: 'ok' });
  });

  it('finds a hook that is not there any more', async () => {
    await place.run(['setup']);
    const gone = '/no/where/ctrlg-hook';
    writeFileSync(
      join(place.home, '.claude/settings.json'),
      JSON.stringify({ env: { EDITOR: gone, VISUAL: gone } }),
    );
    expect(await check('editor in Claude Code')).toMatchObject({
      kind: 'fault',
      mend: 'Set it up again: ctrlg setup',
    });
  });

  it('finds a project whose own settings win', async () => {
    await place.run(['setup']);
    mkdirSync(join(place.project, '.claude'));
    writeFileSync(join(place.project, '.claude/settings.local.json'), '{"env": {"VISUAL": "code -w"}}');
    expect(await check('editor in this project')).toMatchObject({
      kind: 'fault',
      mend: 'Take VISUAL out of its env.',
    });
  });

  it('names a client that is not installed', async () => {
    place.configure({ agents: { planning: { client: 'claude', command: ['no-such-claude'] } } });
    const { kind, detail } = await check('client claude');
    expect(kind).toBe('fault');
    expect(detail).toBe("'no-such-claude' is not found in PATH (for planning)");
  });

  it.each([
    ['codex', '@openai/codex'],
    ['gemini', '@google/gemini-cli'],
    ['opencode', 'opencode-ai'],
    ['claude-headless', '@anthropic-ai/claude-code'],
  ])('says what to install for an agent on %s', async (client, npm) => {
    place.configure({ agents: { planning: { client, env: { PATH: '/nowhere' } } } });
    const found = await check(`client ${client}`);
    expect(found.mend).toBe(`Install it: npm install -g ${npm}`);
  });

  it('asks a client for its version', async () => {
    const program = join(place.root, 'claude');
    writeFileSync(program, '#!/bin/sh\n[ "$1" = --version ] && echo 9.9.9\n');
    chmodSync(program, 0o755);
    place.configure({ agents: { planning: { client: 'claude', command: [program] } } });
    expect((await check('client claude')).detail).toBe(`9.9.9 (${program}), for planning`);
  });

  it('says that tmux is not installed', async () => {
    const bare = join(place.root, 'bare');
    mkdirSync(bare);
    symlinkSync(process.execPath, join(bare, 'node'));
    expect(await check('tmux', { PATH: bare })).toMatchObject({
      kind: 'fault',
      detail: 'tmux is not installed.',
    });
  });

  it('goes on when the state folder is open to others', async () => {
    chmodSync(place.state, 0o755);
    expect(await check('state folder')).toMatchObject({
      kind: 'fault',
      mend: `Close it with: chmod 700 '${place.state}'`,
    });
    expect(await check('Node')).toMatchObject({ kind: 'ok' });
  });

  it('finds an agent that died with work in hand', async () => {
    place.writeStatus('planning', {
      status: 'working',
      current_task: 'abc',
      queue: ['def'],
      pid_started: '1',
    });
    expect(await check('agent planning')).toMatchObject({
      kind: 'fault',
      detail: 'it does not run, and 2 tasks wait for it',
      mend: 'Start it: ctrlg up planning',
    });
  });

  it('finds a status file that cannot be read', async () => {
    const file = place.writeFile('agents/planning/status.json', '{');
    expect((await check('agent planning')).detail).toBe(`${file}: it is cut short or not a status file`);
  });
});

it('knows which versions are new enough', () => {
  expect(
    ['tmux 3.2', 'tmux 3.3a', 'tmux next-3.5', 'tmux 10.0', 'tmux master'].map((v) => isAtLeast(v, [3, 2])),
  ).toEqual([true, true, true, true, true]);
  expect(['tmux 3.1c', 'tmux 2.9'].map((v) => isAtLeast(v, [3, 2]))).toEqual([false, false]);
});

describe('an installation in a folder with blanks', () => {
  it('gives clients a link without them, because they cut the editor at blanks', async () => {
    const place = new Place();
    const installed = join(place.root, 'in stalled');
    for (const part of ['bin', 'dist', 'package.json']) {
      cpSync(join(repository, part), join(installed, part), { recursive: true });
    }
    const run = (...args: string[]) => runCtrlg(place, args, { program: join(installed, 'bin/ctrlg') });
    const { json } = await run('setup', '--json');
    const [{ command }] = json.clients;
    expect(command).toBe(join(place.home, '.config/ctrlg/ctrlg-hook'));
    expect(readlinkSync(command)).toBe(join(installed, 'bin/ctrlg-hook'));
    const { json: checked } = await run('doctor', '--json');
    expect(checked.checks.find((found: Check) => found.what === 'editor in Claude Code').kind).toBe('ok');
    expect((await run('setup', '--undo')).code).toBe(0);
    expect(() => readlinkSync(command)).toThrow('ENOENT');
    place.remove();
  });
});
