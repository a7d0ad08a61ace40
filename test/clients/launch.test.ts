import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claude } from '../../src/clients/claude.ts';
import type { Client } from '../../src/clients/client.ts';
import { command, scripted } from '../../src/clients/terminal.ts';
import { type AgentConfig, configSchema } from '../../src/project/config.ts';
import { agentPlaces } from '../../src/project/places.ts';
import { UserError } from '../../src/system/errors.ts';
import { repository } from '../support/rig.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'cg-launch-')));
  mkdirSync(places().folder, { recursive: true });
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/claude'), '#!/bin/sh\n');
  chmodSync(join(root, 'bin/claude'), 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

const places = () => agentPlaces(join(root, 'my state'), 'planning');

function launch(client: Client, fields: Partial<AgentConfig> = {}, resume: string | null = null) {
  const own = { env: { PATH: join(root, 'bin') }, ...fields };
  const config = configSchema.parse({ agents: { planning: own } }).agents.planning!;
  return client.launch({ name: 'planning', config, places: places(), resume });
}
const settings = () => JSON.parse(readFileSync(join(places().folder, 'claude-settings.json'), 'utf8'));
const hookOf = (event: string): string => settings().hooks[event][0].hooks[0].command;

describe('launching Claude Code', () => {
  it('runs the program with settings and a name of its own', () => {
    const { file, args } = launch(claude);
    expect(file).toBe(join(root, 'bin/claude'));
    expect(args).toEqual(['--settings', join(places().folder, 'claude-settings.json'), '--name', 'planning']);
  });

  it('hands over instructions, the conversation and the person’s arguments, the latter last', () => {
    const { args } = launch(claude, { instructions: 'You plan.\n"Well".', args: ['--model', 'x y'] }, 'c-1');
    expect(args.slice(4)).toEqual([
      '--append-system-prompt',
      'You plan.\n"Well".',
      '--resume',
      'c-1',
      '--model',
      'x y',
    ]);
  });

  it('runs another program where the config names one, with its arguments first', () => {
    const { file, args } = launch(claude, { command: [join(root, 'bin/claude'), '--own'] });
    expect(file).toBe(join(root, 'bin/claude'));
    expect(args[0]).toBe('--own');
  });

  it.each(['SessionStart', 'UserPromptSubmit', 'PostToolUse', 'PostToolUseFailure', 'Stop', 'StopFailure'])(
    'asks for the event %s',
    (event) => {
      launch(claude);
      expect(hookOf(event)).toBe(`exec '${repository}/bin/ctrlg-event' ${event}`);
    },
  );

  it('has a permission question answered by a script that may wait for a day', () => {
    launch(claude);
    expect(hookOf('PermissionRequest')).toBe(`exec '${repository}/bin/ctrlg-permission' PermissionRequest`);
    expect(settings().hooks.PermissionRequest[0].hooks[0].timeout).toBe(24 * 3_600);
  });

  const installed = (version: string) => {
    const file = join(root, 'bin/claude');
    writeFileSync(file, `#!/bin/sh\necho asked >>'${root}/asked'\necho '${version} (Claude Code)'\n`);
    return file;
  };

  it.each(['1.0.128', '2.0.77', '2.1.195'])('is refused where it is too old: %s', (version) => {
    const file = installed(version);
    expect(() => launch(claude)).toThrow(
      new UserError(
        `Agent planning runs Claude Code ${version} (${file}), which does not tell all that ctrlg needs.`,
        'It works from 2.1.196 on. Update it with: claude update',
      ),
    );
  });

  it.each(['2.1.196', '2.1.1000', '2.2.0', '10.0.0'])(
    'asks each program for its version once: %s',
    (version) => {
      installed(version);
      launch(claude);
      launch(claude);
      expect(readFileSync(join(root, 'asked'), 'utf8')).toBe('asked\n');
      installed('2.1.2');
      expect(() => launch(claude)).toThrow(/2\.1\.2 /);
    },
  );

  it.each(['echo who knows', 'exit 3'])('passes one that does not tell its version: %s', (line) => {
    writeFileSync(join(root, 'bin/claude'), `#!/bin/sh\n${line}\n`);
    expect(() => launch(claude)).not.toThrow();
  });

  it('does not ask another program, which may not know the question', () => {
    const file = join(root, 'bin/run-claude');
    renameSync(installed('1.0.0'), file);
    launch(claude, { command: [file] });
    expect(existsSync(join(root, 'asked'))).toBe(false);
  });

  it('lets no agent update it, unless its config says so', () => {
    expect(launch(claude).env).toEqual({ DISABLE_AUTOUPDATER: '1' });
    const env = { PATH: join(root, 'bin'), DISABLE_AUTOUPDATER: '0' };
    expect(launch(claude, { env }).env).toEqual({ DISABLE_AUTOUPDATER: '0' });
  });

  it('says how to install it where it is not', () => {
    expect(() => launch(claude, { env: { PATH: join(root, 'none') } })).toThrow(
      new UserError(
        "Agent planning runs Claude Code, but 'claude' is not installed (not found in PATH).",
        'Install it with: npm install -g @anthropic-ai/claude-code',
      ),
    );
  });

  it('names the program that is not there', () => {
    expect(() => launch(claude, { command: ['/no/claude'] })).toThrow(/'\/no\/claude' is not installed/);
  });
});

describe('ctrlg in a folder with blanks and quotes in its name', () => {
  it('is found by the client’s shell', () => {
    launch(installedIn(join(root, `a "b" it's $HOME`)));
    mkdirSync(places().events);
    const { status, stderr } = spawnSync('sh', ['-c', hookOf('Stop')], {
      env: { PATH: '/usr/bin:/bin', CTRLG_AGENT_DIR: places().folder },
      input: '{"told": true}',
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [event] = readdirSync(places().events);
    expect(readFileSync(join(places().events, event!), 'utf8')).toBe('{"told": true}');
  });

  /** The client of a package that stands in this folder. */
  function installedIn(folder: string): Client {
    const outfile = join(folder, 'dist/claude.cjs');
    buildSync({
      entryPoints: [join(repository, 'src/clients/claude.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'warning',
    });
    writeFileSync(join(folder, 'package.json'), '{}');
    cpSync(join(repository, 'bin'), join(folder, 'bin'), { recursive: true });
    return createRequire(outfile)(outfile).claude;
  }
});

describe('launching our own terminal client', () => {
  it('runs the scripted engine with the person’s arguments', () => {
    const { file, args, env } = launch(scripted, { args: ['--script', 'a b.json'] }, 'c-1');
    expect(file).toBe(process.execPath);
    expect(args[0]).toBe(join(repository, 'dist/terminal-client.cjs'));
    expect(args.join(' ')).toContain('--engine scripted --title planning');
    expect(args.slice(-4)).toEqual(['--resume', 'c-1', '--script', 'a b.json']);
    expect(env).toEqual({
      CTRLG_EVENT: join(repository, 'bin/ctrlg-event'),
      CTRLG_PERMISSION: join(repository, 'bin/ctrlg-permission'),
    });
  });

  it('runs a program of the person’s, argument by argument', () => {
    const { args } = launch(command, { client: 'command', command: ['my agent', '-x', '--', '$HOME'] });
    expect(args.slice(args.indexOf('--'))).toEqual(['--', 'my agent', '-x', '--', '$HOME']);
  });

  it('says so when no program is named', () => {
    expect(() => launch(command)).toThrow(/has the client 'command' but no command/);
  });
});
