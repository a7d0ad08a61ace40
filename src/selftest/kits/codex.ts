import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientKit } from './kit.ts';
import { plainEnv } from './kit.ts';

export const codexKit: ClientKit = {
  client: 'codex',
  package: '@openai/codex',
  version: '0.169.0',
  binary: 'codex',
  versionArgs: ['--version'],
  prepareHome: ({ home, apiUrl, projectDirs }) => {
    const trusted = projectDirs.map((dir) => `[projects.${JSON.stringify(dir)}]\ntrust_level = "trusted"\n`);
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    mkdirSync(join(home, '.codex'), { recursive: true, mode: 0o700 });
    writeFileSync(join(home, '.codex/config.toml'), `${config(apiUrl)}\n${trusted.join('\n')}`);
  },
  env: ({ home }) => ({
    ...plainEnv(home, [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':')),
    CODEX_STUB_KEY: 'not-a-key',
  }),
  agentArgs: ['-a', 'on-request', '-s', 'read-only'],
  // Its background server is one for all windows, and would outlive them.
  chiefCommand: (binary) => `'${binary}' --no-daemon`,
  editorKeys: ['C-g'],
  // The line below the box names the model and the folder once keys are taken: the box is there a second sooner.
  isReady: (screen) =>
    /^› /m.test(screen) && /^ {2}\S.* · \//m.test(screen) && !screen.includes('external editor'),
  shellTool: (command) => ({
    name: 'exec_command',
    input: { cmd: command, sandbox_permissions: 'require_escalated' },
  }),
  readTool: (file) => ({ name: 'exec_command', input: { cmd: `cat '${file}'` } }),
};

const config = (apiUrl: string): string => `model = "gpt-5.2"
model_provider = "stub"
check_for_update_on_startup = false

[model_providers.stub]
name = "stub"
base_url = "${apiUrl}/v1"
env_key = "CODEX_STUB_KEY"
wire_api = "responses"
# Its own retries take a while, and hide what ctrlg does.
request_max_retries = 0
stream_max_retries = 0
`;
