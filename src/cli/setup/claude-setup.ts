import { existsSync } from 'node:fs';
import { claudeChief } from '../../chiefs/claude.ts';
import { findProgram } from '../../clients/program.ts';
import { claudeMcp } from './claude-mcp.ts';
import {
  type ClaudeSettings,
  configFolder,
  EDITOR_VARIABLES,
  readSettings,
  settingsFile,
  withSettingsLock,
  withValues,
  writeSettings,
} from './claude-settings.ts';
import { undoClaude } from './claude-undo.ts';
import type { ClientSetup } from './client-setup.ts';
import { canRun, ensureLink, type HookCommand, hookCommand, isOurs } from './hook-command.ts';
import { entryFor, readRecord, type SetupRecord, withEntry, writeRecord } from './setup-record.ts';
import type { Changed, Proof } from './setup-result.ts';

/** Claude Code takes EDITOR and VISUAL from `env` in its settings, before those of its environment. */
export const claudeSetup: ClientSetup = {
  chief: claudeChief,
  from: 'every Claude Code that is started from now on',
  isInstalled: () =>
    findProgram(claudeChief.program) !== undefined ||
    process.env.CLAUDE_CONFIG_DIR !== undefined ||
    existsSync(configFolder()),
  hook: hookCommand,
  plan,
  apply: () => withSettingsLock(settingsFile(), () => apply(settingsFile(), hookCommand())),
  undo: () => withSettingsLock(settingsFile(), () => undoClaude(settingsFile())),
  proof: async () => proof(),
  mcp: claudeMcp,
};

/** The record goes first: killed between the two, nothing is lost, and the next set-up goes on from there. */
function apply(file: string, hook: HookCommand): Changed {
  const settings = readSettings(file);
  writeRecord(recordBefore(readRecord(), file, settings));
  ensureLink(hook);
  const isSet = EDITOR_VARIABLES.every((name) => settings.values[name] === hook.command);
  if (isSet) return { file, changed: false, backup: null };
  const text = withValues(settings, { EDITOR: hook.command, VISUAL: hook.command });
  return { file, changed: true, backup: writeSettings(file, settings, text) };
}

/** What stood there before us; a value of ours stands for what an earlier set-up remembered. */
function recordBefore(record: SetupRecord, file: string, settings: ClaudeSettings): SetupRecord {
  const { values, text, hasEnv } = settings;
  const earlier = entryFor(record, file);
  const isFresh = EDITOR_VARIABLES.every((name) => !isOurs(values[name]));
  const before = (name: 'EDITOR' | 'VISUAL') =>
    isOurs(values[name]) ? (earlier?.[name] ?? null) : values[name];
  const entry = {
    file,
    EDITOR: before('EDITOR'),
    VISUAL: before('VISUAL'),
    hadFile: isFresh ? text !== undefined : (earlier?.hadFile ?? true),
    hadEnv: isFresh ? hasEnv : (earlier?.hadEnv ?? true),
  };
  return { ...withEntry(record, file, entry), editor: editorBefore(record, settings, isFresh) };
}

function editorBefore({ editor }: SetupRecord, { values }: ClaudeSettings, isFresh: boolean): string {
  const { VISUAL, EDITOR } = process.env;
  const remembered = isFresh ? [] : [editor];
  const candidates = [values.VISUAL, values.EDITOR, ...remembered, VISUAL, EDITOR, editor];
  return candidates.find((command) => command?.trim() && !isOurs(command)) ?? '';
}

function plan(): string[] {
  const { values } = readSettings(settingsFile());
  const { command } = hookCommand();
  const changed = EDITOR_VARIABLES.filter((name) => values[name] !== command);
  return changed.map((name) => `${settingsFile()}  env.${name}  ${values[name] ?? '(not set)'} → ${command}`);
}

function proof(): Proof {
  const { values } = readSettings(settingsFile());
  const strange = EDITOR_VARIABLES.find((name) => !isOurs(values[name]) || !canRun(values[name]!));
  if (!strange) return { kind: 'in force', detail: `${settingsFile()}: ${values.VISUAL}` };
  const detail = `${settingsFile()}: ${strange} is ${values[strange] ?? 'not set'}`;
  return { kind: 'not in force', detail, mend: 'Set it up: ctrlg setup claude' };
}
