/**
 * Real Claude Code for the tests in test/real: one pinned release, in a folder of its own, so that neither the
 * developer's installed client nor the developer's account takes part.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = '@anthropic-ai/claude-code';
const VERSION = '2.1.329';
const CACHE = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  'real',
  '.clients',
  `claude-code-${VERSION}`,
);
/** A registry can be slow; 400 MB have taken from 15 s to more than 4 minutes here. */
const INSTALL_PATIENCE_MS = 15 * 60_000;
const BINARY = join('node_modules', '.bin', 'claude');

/** The dummy key that claudeEnv hands out and prepareClaudeHome approves. */
export const CLAUDE_TEST_KEY = 'not-a-key-0123456789-abcdefghij';

/** Installs the pinned Claude Code once (about 400 MB, 15 s) and returns the path of its binary. */
export async function installClaude(): Promise<string> {
  const binary = join(CACHE, BINARY);
  if (existsSync(binary)) return binary;
  const draft = draftFolder();
  try {
    const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false'];
    await promisify(execFile)('npm', [...args, '--prefix', draft, `${PACKAGE}@${VERSION}`], {
      cwd: draft,
      timeout: INSTALL_PATIENCE_MS,
    });
    publish(draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return binary;
}

/** Writes what Claude Code must find in a fresh home to start without its first-run dialogs. */
export function prepareClaudeHome(options: { home: string; projectDirs: string[]; key?: string }): void {
  const { home, projectDirs, key = CLAUDE_TEST_KEY } = options;
  const config = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
    projects: Object.fromEntries(projectDirs.map((dir) => [dir, { hasTrustDialogAccepted: true }])),
  };
  mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, '.claude.json'), JSON.stringify(config, null, 2));
}

/** The whole environment for a Claude Code that talks to the stub: nothing of the test's own leaks into it. */
export function claudeEnv(options: {
  home: string;
  apiUrl: string;
  key?: string;
  extra?: Record<string, string>;
}): Record<string, string> {
  const { home, apiUrl, key = CLAUDE_TEST_KEY, extra = {} } = options;
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    ANTHROPIC_BASE_URL: apiUrl,
    ANTHROPIC_API_KEY: key,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ...extra,
  };
}

/** A folder beside the final one, because a rename is atomic only within one file system. */
function draftFolder(): string {
  mkdirSync(dirname(CACHE), { recursive: true });
  const draft = mkdtempSync(`${CACHE}.draft-`);
  writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
  return draft;
}

/** Two processes may install at once: the first rename wins, and the loser's copy is as good as the winner's. */
function publish(draft: string): void {
  try {
    renameSync(draft, CACHE);
  } catch (error) {
    if (!existsSync(join(CACHE, BINARY))) throw error;
  }
}
