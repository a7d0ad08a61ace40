import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientKit } from './kit.ts';
import { plainEnv } from './kit.ts';

/** What it takes of a prompt that Claude Code takes as `arrives`: blanks at both ends are trimmed, line ends are those of Unix. */
export const geminiTakes = (prompt: string, arrives: string): string =>
  // What looks like Claude Code's own mark for a paste is text to it.
  (arrives.includes('<\\pasted') ? prompt : arrives).replace(/\r\n?/g, '\n').trim();

export const geminiKit: ClientKit = {
  client: 'gemini',
  package: '@google/gemini-cli',
  version: '0.61.0',
  binary: 'gemini',
  versionArgs: ['--version'],
  prepareHome: ({ home, projectDirs }) => {
    const settings = {
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      // Its own retries take minutes, and hide what ctrlg does.
      general: { enableAutoUpdate: false, retryFetchErrors: false },
      // Prompts that are much the same look like a loop to it, and it opens a dialog.
      model: { disableLoopDetection: true },
    };
    const trusted = Object.fromEntries(projectDirs.map((dir) => [dir, 'TRUST_FOLDER']));
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    mkdirSync(join(home, '.gemini'), { recursive: true, mode: 0o700 });
    writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify(settings, null, 2));
    writeFileSync(join(home, '.gemini/trustedFolders.json'), JSON.stringify(trusted, null, 2));
  },
  env: ({ home, apiUrl }) => ({
    ...plainEnv(home, [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':')),
    GEMINI_API_KEY: 'not-a-key',
    GOOGLE_GEMINI_BASE_URL: apiUrl,
    // Otherwise it is two processes, of which the second outlives its window.
    GEMINI_CLI_NO_RELAUNCH: 'true',
  }),
  agentArgs: ['--approval-mode', 'default'],
  chiefCommand: (binary) => `'${binary}' --approval-mode default`,
  editorKeys: ['C-g'],
  isReady: (screen) => /^ > {3}Type your message/m.test(screen),
  shellTool: (command) => ({ name: 'run_shell_command', input: { command, description: 'asks' } }),
  readTool: (file) => ({ name: 'read_file', input: { file_path: file } }),
};
