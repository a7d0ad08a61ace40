import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientKit } from '../../src/selftest/kits/kit.ts';
import { plainEnv } from '../../src/selftest/kits/kit.ts';

const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
const noTool = () => ({ name: 'none', input: {} });

export const codexKit: ClientKit = {
  client: 'codex',
  package: '@openai/codex',
  version: '0.169.0',
  binary: 'codex',
  versionArgs: ['--version'],
  prepareHome: ({ home, apiUrl, projectDirs }) => {
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    mkdirSync(join(home, '.codex'), { recursive: true, mode: 0o700 });
    const trusted = projectDirs.map((dir) => `[projects.${JSON.stringify(dir)}]\ntrust_level = "trusted"\n`);
    writeFileSync(
      join(home, '.codex/config.toml'),
      `model = "gpt-5.2"
model_provider = "stub"
check_for_update_on_startup = false

[model_providers.stub]
name = "stub"
base_url = "${apiUrl}/v1"
env_key = "CODEX_STUB_KEY"
wire_api = "responses"

${trusted.join('\n')}`,
    );
  },
  env: ({ home }) => ({ ...plainEnv(home, path), CODEX_STUB_KEY: 'not-a-key' }),
  agentArgs: [],
  chiefCommand: (binary) => `'${binary}' --no-daemon`,
  editorKeys: ['C-g'],
  isReady: (screen) => /^› /m.test(screen) && /^ {2}\S.* · \//m.test(screen),
  shellTool: noTool,
  readTool: noTool,
};

export const geminiKit: ClientKit = {
  client: 'gemini',
  package: '@google/gemini-cli',
  version: '0.61.0',
  binary: 'gemini',
  versionArgs: ['--version'],
  prepareHome: ({ home }) => {
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    mkdirSync(join(home, '.gemini'), { recursive: true, mode: 0o700 });
    const settings = {
      security: { auth: { selectedType: 'gemini-api-key' } },
      general: { enableAutoUpdate: false },
      privacy: { usageStatisticsEnabled: false },
    };
    writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify(settings, null, 2));
  },
  env: ({ home, apiUrl }) => ({
    ...plainEnv(home, path),
    GEMINI_API_KEY: 'not-a-key',
    GOOGLE_GEMINI_BASE_URL: apiUrl,
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }),
  agentArgs: [],
  chiefCommand: (binary) => `'${binary}'`,
  editorKeys: ['C-g'],
  isReady: (screen) => /^ > {3}Type your message/m.test(screen),
  shellTool: noTool,
  readTool: noTool,
};

export const opencodeKit: ClientKit = {
  client: 'opencode',
  package: 'opencode-ai',
  version: '1.18.33',
  binary: 'opencode',
  versionArgs: ['--version'],
  prepareHome: ({ home, apiUrl }) => {
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    mkdirSync(join(home, '.config/opencode'), { recursive: true });
    const config = {
      autoupdate: false,
      model: 'stub/stub-model',
      small_model: 'stub/stub-model',
      provider: {
        stub: {
          npm: '@ai-sdk/openai-compatible',
          name: 'Stub',
          options: { baseURL: `${apiUrl}/v1`, apiKey: 'not-a-key' },
          models: { 'stub-model': { name: 'Stub Model', limit: { context: 1_000_000, output: 32_000 } } },
        },
      },
    };
    writeFileSync(join(home, '.config/opencode/opencode.json'), JSON.stringify(config, null, 2));
  },
  env: ({ home }) => ({
    ...plainEnv(home, path),
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
  }),
  agentArgs: [],
  chiefCommand: (binary) => `'${binary}'`,
  editorKeys: ['C-x', 'e'],
  isReady: (screen) => /Ask anything/.test(screen) && /ctrl\+p commands/.test(screen),
  shellTool: noTool,
  readTool: noTool,
};
