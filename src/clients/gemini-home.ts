import {
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ParseError, parse } from 'jsonc-parser';
import { binFolder } from '../project/package.ts';
import { UserError } from '../system/errors.ts';
import { listIfThere, makePrivateFolder, readIfThere, writePrivateFile } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import type { LaunchRequest } from './client.ts';

/**
 * An agent's own home for Gemini CLI (GEMINI_CLI_HOME): the person's settings with our hooks added, and links to all else
 * that is theirs: the login, their memory, commands, extensions and rules. Its conversations are the agent's own.
 *
 * There is no other place for the hooks that is not the person's or the project's: a system settings file counts only when
 * root owns it and every folder above it.
 */
export const geminiHome = (agentFolder: string): string => join(agentFolder, 'gemini');

/** Its age is the client's: what is older was not written by this one. */
export const startMark = (agentFolder: string): string => join(geminiHome(agentFolder), 'started');

/** What Gemini CLI notes of its own doings: that it ran a hook, and that its model refused. */
export const debugLog = (agentFolder: string): string => join(geminiHome(agentFolder), 'debug.log');

const HOOKS = ['SessionStart', 'BeforeAgent', 'AfterAgent', 'AfterTool', 'Notification', 'PreCompress'];
/** While it draws a long text it does nothing else, and would give up a hook that has long ended. */
const HOOK_PATIENCE_MS = 10 * 60_000;
/** What is the agent's own, and not the person's. */
const OWN = new Set(['settings.json', 'tmp', 'history', 'projects.json', 'projects.json.lock', 'state.json']);
/** A login in the agent's window is a login of the person's: these are links even before they are there. */
const LOGIN = ['oauth_creds.json', 'google_accounts.json', 'gemini-credentials.json', 'installation_id'];
const INSTRUCTIONS = 'ctrlg-instructions.md';

/** Prepares the home and returns the environment that names it. Throws a UserError when the person's settings are broken. */
export function prepareGeminiHome({ config, places }: LaunchRequest): Record<string, string> {
  const theirs = join(personsHome(config.env), '.gemini');
  const home = geminiHome(places.folder);
  const ours = makePrivateFolder(home, '.gemini');
  linkAll(theirs, ours);
  const settings = settingsFor(readSettings(join(theirs, 'settings.json')), config.instructions !== '');
  replaceFile(join(ours, 'settings.json'), JSON.stringify(settings, null, 2));
  writePrivateFile(join(ours, INSTRUCTIONS), config.instructions);
  writeFileSync(startMark(places.folder), '');
  writePrivateFile(debugLog(places.folder), '');
  return {
    GEMINI_CLI_HOME: home,
    // Written by a rename, which would put a file in the place of a link.
    GEMINI_CLI_TRUSTED_FOLDERS_PATH: join(theirs, 'trustedFolders.json'),
    GEMINI_DEBUG_LOG_FILE: debugLog(places.folder),
    // Otherwise it is two processes, of which the second outlives the first.
    GEMINI_CLI_NO_RELAUNCH: 'true',
  };
}

const personsHome = (env: Record<string, string>): string =>
  env.GEMINI_CLI_HOME ?? process.env.GEMINI_CLI_HOME ?? env.HOME ?? homedir();

function linkAll(theirs: string, ours: string): void {
  if (!existsSync(theirs)) return;
  for (const name of new Set([...readdirSync(theirs), ...LOGIN]))
    if (!OWN.has(name)) link(join(theirs, name), join(ours, name));
  for (const name of listIfThere(ours)) removeDeadLink(join(theirs, name), join(ours, name));
}

/** What the client has put there itself stays. */
function link(target: string, at: string): void {
  const stat = lstatSync(at, { throwIfNoEntry: false });
  if (stat && !stat.isSymbolicLink()) return;
  if (stat && readlinkSync(at) === target) return;
  if (stat) unlinkSync(at);
  symlinkSync(target, at);
}

function removeDeadLink(target: string, at: string): void {
  const isLink = lstatSync(at).isSymbolicLink();
  if (isLink && !existsSync(target) && !LOGIN.some((name) => at.endsWith(`/${name}`))) unlinkSync(at);
}

type Settings = Record<string, unknown>;

function readSettings(file: string): Settings {
  const mistakes: ParseError[] = [];
  const settings = parse(readIfThere(file) ?? '{}', mistakes, { allowTrailingComma: true });
  if (mistakes.length === 0 && isObject(settings)) return settings;
  throw new UserError(`Gemini CLI's settings are not valid JSON: ${file}`, 'Mend the file.');
}

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const group = (settings: Settings, name: string): Settings => {
  const value = settings[name];
  return isObject(value) ? value : {};
};

/** The person's settings, as an agent needs them. */
function settingsFor(theirs: Settings, hasInstructions: boolean): Settings {
  const { preferredEditor: _, ...general } = group(theirs, 'general');
  const context = group(theirs, 'context');
  const hooksConfig = group(theirs, 'hooksConfig');
  return {
    ...theirs,
    general: {
      ...general,
      // One that replaces itself while it runs fails at its next step.
      enableAutoUpdate: false,
      // Measured: after a resume the clearing of old conversations takes the one that was resumed for broken and removes it.
      sessionRetention: { ...group(general, 'sessionRetention'), enabled: false },
    },
    ...(hasInstructions && { context: { ...context, fileName: [...fileNames(context), INSTRUCTIONS] } }),
    hooksConfig: { ...hooksConfig, enabled: true, notifications: false },
    hooks: withOurs(hooksConfig.enabled === false ? {} : group(theirs, 'hooks')),
  };
}

function fileNames({ fileName = 'GEMINI.md' }: Settings): unknown[] {
  return Array.isArray(fileName) ? fileName : [fileName];
}

function withOurs(theirs: Settings): Settings {
  const script = `'${join(binFolder, 'ctrlg-event').replaceAll("'", "'\\''")}'`;
  const ours = HOOKS.map((event) => {
    const before = Array.isArray(theirs[event]) ? theirs[event] : [];
    const hook = { type: 'command', name: 'ctrlg', command: `${script} ${event}`, timeout: HOOK_PATIENCE_MS };
    return [event, [...before, { hooks: [hook] }]];
  });
  return { ...theirs, ...Object.fromEntries(ours) };
}
