import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientKit } from './kit.ts';
import { plainEnv } from './kit.ts';

export const opencodeKit: ClientKit = {
  client: 'opencode',
  package: 'opencode-ai',
  version: '1.18.33',
  binary: 'opencode',
  versionArgs: ['--version'],
  prepareHome: ({ home, apiUrl }) => {
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    mkdirSync(join(home, '.config/opencode'), { recursive: true });
    writeFileSync(join(home, '.config/opencode/opencode.json'), JSON.stringify(configFor(apiUrl), null, 2));
    preventInstall(join(home, '.config/opencode'));
    // Its animations take a third of a processor, for ever.
    mkdirSync(join(home, '.local/state/opencode'), { recursive: true });
    writeFileSync(join(home, '.local/state/opencode/kv.json'), JSON.stringify({ animations_enabled: false }));
  },
  env: ({ home }) => ({
    ...plainEnv(home, [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':')),
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    // Its list of the world's models comes from the network.
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    // Its own retries take a minute, and hide what ctrlg does.
    CTRLG_OPENCODE_RETRIES: '0',
  }),
  agentArgs: [],
  chiefCommand: (binary) => `'${binary}'`,
  editorKeys: ['C-x', 'e'],
  isReady: (screen) => /Ask anything|ctrl\+p commands/.test(screen),
  shellTool: (command) => ({ name: 'bash', input: { command, description: 'asks' } }),
  readTool: (file) => ({ name: 'read', input: { filePath: file } }),
};

/**
 * At its first start in a home opencode installs 60 MB there, for plugins that import its library, and is all but deaf for
 * ten seconds. What it finds here tells it that it has done so.
 */
function preventInstall(folder: string): void {
  const dependencies = { '@opencode-ai/plugin': '*' };
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies } } }),
  );
}

/** A provider of its own: the stub. What a person would be asked for is asked. */
const configFor = (apiUrl: string) => ({
  $schema: 'https://opencode.ai/config.json',
  autoupdate: false,
  share: 'disabled',
  model: 'stub/stub-model',
  small_model: 'stub/stub-small',
  provider: {
    stub: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Stub',
      options: { baseURL: `${apiUrl}/v1`, apiKey: 'not-a-key' },
      models: {
        'stub-model': {
          name: 'Stub Model',
          // Dollars for a million tokens.
          cost: { input: 3, output: 15 },
          limit: { context: 1_000_000, output: 32_000 },
        },
        'stub-small': { name: 'Stub Small' },
      },
    },
  },
  permission: { bash: 'ask', edit: 'ask', webfetch: 'ask', external_directory: 'ask' },
});
