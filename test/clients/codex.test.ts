import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codex } from '../../src/clients/codex.ts';
import { type AgentConfig, configSchema } from '../../src/project/config.ts';
import { agentPlaces } from '../../src/project/places.ts';
import { UserError } from '../../src/system/errors.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'cg-codex-')));
  mkdirSync(join(root, 'bin'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A program that answers to `--version` and to `app-server --help`. */
function install(version: string, help: string): void {
  const file = join(root, 'bin/codex');
  const script = `#!/bin/sh\ncase "$*" in *--version) echo '${version}' ;; *'app-server --help') echo '${help}' ;; esac\n`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

function launch(fields: Partial<AgentConfig> = {}, resume: string | null = null) {
  const env = { PATH: `${join(root, 'bin')}:/bin:/usr/bin` };
  const { agents } = configSchema.parse({ agents: { planning: { client: 'codex', env, ...fields } } });
  const places = agentPlaces(root, 'planning');
  return codex.launch({ name: 'planning', config: agents.planning!, places, resume });
}

function refusal(): string {
  try {
    launch();
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return `${(error as UserError).message} ${(error as UserError).mend}`;
  }
}

it('one that is not installed is refused with how to install it', () => {
  expect(refusal()).toMatch(/'codex' is not installed.*npm install -g @openai\/codex/);
});

it('one whose server cannot listen on a unix socket is refused as too old, with its version', () => {
  install('codex-cli 0.42.0', '--listen <URL>  stdio:// or ws://');
  expect(refusal()).toMatch(/runs Codex 0\.42\.0, which is too old.*0\.169\.0 can\..*npm install -g/);
});

it('a program that is no Codex is not taken for an old one', () => {
  install('what?', '');
  expect(refusal()).toMatch(/does not answer like Codex/);
});

it('the connector is given the program, what ctrlg sets, and the person’s arguments last', () => {
  install('codex-cli 0.169.0', 'unix://PATH');
  const { args } = launch({ args: ['-m', 'x'], instructions: 'Say "yes"\nor no' }, 'some-id');
  expect(args.slice(1)).toEqual([
    ...['--client', 'codex', '--agent', 'planning', '--folder', `${agentPlaces(root, 'planning').folder}/`],
    ...['--resume', 'some-id', '--', join(root, 'bin/codex'), '--'],
    ...['-c', 'check_for_update_on_startup=false'],
    ...['-c', 'developer_instructions="Say \\"yes\\"\\nor no"'],
    ...['-m', 'x'],
  ]);
});
