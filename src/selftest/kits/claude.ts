import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientKit } from './kit.ts';
import { plainEnv } from './kit.ts';

/** A dummy: its last 20 characters are approved in the home. */
const KEY = 'not-a-key-0123456789-abcdefghij';

export const claudeKit: ClientKit = {
  client: 'claude',
  package: '@anthropic-ai/claude-code',
  version: '2.1.329',
  binary: 'claude',
  versionArgs: ['--version'],
  prepareHome: ({ home, projectDirs }) => {
    const config = {
      hasCompletedOnboarding: true,
      theme: 'dark',
      customApiKeyResponses: { approved: [KEY.slice(-20)], rejected: [] },
      projects: Object.fromEntries(projectDirs.map((dir) => [dir, { hasTrustDialogAccepted: true }])),
    };
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    writeFileSync(join(home, '.claude.json'), JSON.stringify(config, null, 2));
  },
  env: ({ home, apiUrl }) => ({
    ...plainEnv(home, [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':')),
    ANTHROPIC_BASE_URL: apiUrl,
    ANTHROPIC_API_KEY: KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // Its own retries take minutes, and hide what ctrlg does.
    CLAUDE_CODE_MAX_RETRIES: '0',
  }),
  // Its default asks a model of its own what may be done.
  agentArgs: ['--permission-mode', 'default'],
  chiefCommand: (binary) => `'${binary}' --permission-mode default`,
  editorKeys: ['C-g'],
  isReady: (screen) => /^❯/m.test(screen),
  shellTool: (command) => ({ name: 'Bash', input: { command, description: 'asks' } }),
  readTool: (file) => ({ name: 'Read', input: { file_path: file } }),
};
