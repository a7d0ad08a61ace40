import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gemini } from '../../src/clients/gemini.ts';
import { type AgentConfig, configSchema } from '../../src/project/config.ts';
import { agentPlaces } from '../../src/project/places.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'cg-gemini-')));
  mkdirSync(places().folder, { recursive: true });
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'home/.gemini'), { recursive: true });
  writeFileSync(join(root, 'bin/gemini'), '#!/bin/sh\n');
  chmodSync(join(root, 'bin/gemini'), 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

const places = () => agentPlaces(join(root, 'my state'), 'planning');
const theirs = (name: string) => join(root, 'home/.gemini', name);
const ours = (name: string) => join(places().folder, 'gemini/.gemini', name);
const settings = () => JSON.parse(readFileSync(ours('settings.json'), 'utf8'));

function launch(fields: Partial<AgentConfig> = {}, resume: string | null = null) {
  const own = { env: { PATH: join(root, 'bin'), GEMINI_CLI_HOME: join(root, 'home') }, ...fields };
  const config = configSchema.parse({ agents: { planning: own } }).agents.planning!;
  return gemini.launch({ name: 'planning', config, places: places(), resume });
}

/** An installed package of this version, whose program is `bin/gemini`. */
function install(version: string): string {
  const folder = join(root, 'lib/@google/gemini-cli');
  mkdirSync(join(folder, 'bundle'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@google/gemini-cli', version }));
  writeFileSync(join(folder, 'bundle/gemini.js'), '#!/usr/bin/env node\n', { mode: 0o755 });
  return join(folder, 'bundle/gemini.js');
}

describe('launching Gemini CLI', () => {
  it('resumes its conversation, with the person’s arguments last', () => {
    const { file, args } = launch({ args: ['--model', 'x'] }, 'c-1');
    expect(file).toBe(join(root, 'bin/gemini'));
    expect(args).toEqual(['--resume', 'c-1', '--model', 'x']);
  });

  it('gives it a home of the agent’s, an editor that is left the terminal, and one process', () => {
    expect(launch().env).toMatchObject({
      GEMINI_CLI_HOME: join(places().folder, 'gemini'),
      GEMINI_CLI_TRUSTED_FOLDERS_PATH: theirs('trustedFolders.json'),
      GEMINI_CLI_NO_RELAUNCH: 'true',
      EDITOR: 'ctrlg-deliver-nano',
      VISUAL: 'ctrlg-deliver-nano',
    });
  });

  it('is refused where it is not installed, with how to install it', () => {
    expect(() => launch({ env: { PATH: join(root, 'none') } })).toThrow(/'gemini' is not installed/);
  });

  it('is refused where it is older than what ctrlg was tried with, which is named', () => {
    const command = [install('0.60.9')];
    expect(() => launch({ command })).toThrow(/runs Gemini CLI 0\.60\.9, and ctrlg needs 0\.61\.0/);
    install('0.61.0');
    expect(launch({ command }).file).toBe(join(places().folder, 'gemini/bin/gemini.js'));
  });
});

describe('an agent’s home for Gemini CLI', () => {
  it('has the person’s settings with our hooks beside theirs, and does not update itself', () => {
    const mine = { hooks: [{ type: 'command', command: 'mine' }] };
    writeFileSync(
      theirs('settings.json'),
      `{ "ui": { "theme": "x" }, "general": { "preferredEditor": "vscode", "vimMode": true }, // so
         "hooks": { "AfterAgent": [${JSON.stringify(mine)}], "SessionEnd": [] }, }`,
    );
    launch();
    const { ui, general, hooks } = settings();
    expect(ui).toEqual({ theme: 'x' });
    expect(general).toEqual({ vimMode: true, enableAutoUpdate: false, sessionRetention: { enabled: false } });
    expect(hooks.SessionEnd).toEqual([]);
    expect(hooks.AfterAgent[0]).toEqual(mine);
    expect(hooks.AfterAgent[1].hooks[0].command).toMatch(/bin\/ctrlg-event' AfterAgent$/);
  });

  it('runs none of the hooks that the person has switched off', () => {
    const off = { hooksConfig: { enabled: false }, hooks: { BeforeTool: [{ hooks: [] }] } };
    writeFileSync(theirs('settings.json'), JSON.stringify(off));
    launch();
    expect(settings().hooksConfig.enabled).toBe(true);
    expect(settings().hooks.BeforeTool).toBeUndefined();
  });

  it('is refused when the person’s settings are broken, and those stay as they are', () => {
    writeFileSync(theirs('settings.json'), '{ "ui": ');
    expect(() => launch()).toThrow(/settings are not valid JSON/);
    expect(readFileSync(theirs('settings.json'), 'utf8')).toBe('{ "ui": ');
  });

  it('hands over instructions as one more file of memory, beside those that the person names', () => {
    writeFileSync(theirs('settings.json'), JSON.stringify({ context: { fileName: ['AGENTS.md'] } }));
    launch({ instructions: 'You plan.' });
    expect(settings().context.fileName).toEqual(['AGENTS.md', 'ctrlg-instructions.md']);
    expect(readFileSync(ours('ctrlg-instructions.md'), 'utf8')).toBe('You plan.');
    launch();
    expect(settings().context.fileName).toEqual(['AGENTS.md']);
  });

  it('links to what is the person’s, and to a login that is not there yet; conversations are its own', () => {
    mkdirSync(theirs('commands'));
    mkdirSync(theirs('tmp'));
    writeFileSync(theirs('GEMINI.md'), 'Be kind.');
    launch();
    expect(readlinkSync(ours('commands'))).toBe(theirs('commands'));
    expect(readFileSync(ours('GEMINI.md'), 'utf8')).toBe('Be kind.');
    expect(readlinkSync(ours('oauth_creds.json'))).toBe(theirs('oauth_creds.json'));
    expect(existsSync(ours('tmp'))).toBe(false);
  });

  it('loses the link to what is gone, and keeps what the client has put there', () => {
    writeFileSync(theirs('GEMINI.md'), 'Be kind.');
    launch();
    mkdirSync(ours('tmp'));
    writeFileSync(ours('own.json'), '{}');
    writeFileSync(theirs('own.json'), '{"theirs":true}');
    rmSync(theirs('GEMINI.md'));
    launch();
    expect(lstatSync(ours('GEMINI.md'), { throwIfNoEntry: false })).toBeUndefined();
    expect(readFileSync(ours('own.json'), 'utf8')).toBe('{}');
    expect(existsSync(ours('tmp'))).toBe(true);
  });
});
