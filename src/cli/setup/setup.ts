import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import {
  type ClaudeSettings,
  EDITOR_VARIABLES,
  readSettings,
  runningSessions,
  settingsFile,
  withSettingsLock,
  withValues,
  writeSettings,
} from './claude-settings.ts';
import { ensureLink, type HookCommand, hookCommand, isOurs } from './hook-command.ts';
import { entryFor, readRecord, type SetupRecord, withEntry, writeRecord } from './setup-record.ts';

export interface SetupOptions {
  readonly print?: true;
  readonly undo?: true;
  readonly json?: true;
}

/** `ctrlg setup`: the editor hook into Claude Code's settings; what stood there before is kept for --undo. */
export async function setup({ print, undo, json }: SetupOptions): Promise<number> {
  if (undo) return (await import('./undo.ts')).undoSetup({ json });
  const file = settingsFile();
  const hook = hookCommand();
  const settings = readSettings(file);
  if (print) {
    if (json) printJson({ file, command: hook.command, before: settings.values });
    else printLine(plan(file, settings, hook));
    return EXIT_CODES.done;
  }
  const done = await withSettingsLock(file, () => apply(file, hook));
  const running = runningSessions();
  if (json) printJson({ file, command: hook.command, ...done, running });
  else printLine(told(file, done, running));
  return EXIT_CODES.done;
}

interface Applied {
  readonly changed: boolean;
  readonly backup: string | null;
  readonly editor: string;
}

/** The record goes first: killed between the two, nothing is lost, and the next set-up goes on from there. */
function apply(file: string, hook: HookCommand): Applied {
  const settings = readSettings(file);
  const record = recordBefore(readRecord(), file, settings);
  writeRecord(record);
  ensureLink(hook);
  const isSet = EDITOR_VARIABLES.every((name) => settings.values[name] === hook.command);
  if (isSet) return { changed: false, backup: null, editor: record.editor };
  const text = withValues(settings, { EDITOR: hook.command, VISUAL: hook.command });
  return { changed: true, backup: writeSettings(file, settings, text), editor: record.editor };
}

/** What stood there before us; a value of ours stands for what an earlier set-up remembered. */
export function recordBefore(record: SetupRecord, file: string, settings: ClaudeSettings): SetupRecord {
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

function plan(file: string, settings: ClaudeSettings, { command }: HookCommand): string {
  const { values } = settings;
  const editor = recordBefore(readRecord(), file, settings).editor;
  const lines = EDITOR_VARIABLES.map(
    (name) =>
      `  env.${name}  ${values[name] ?? '(not set)'} → ${values[name] === command ? 'unchanged' : command}`,
  );
  return `ctrlg setup would change ${file}:
${lines.join('\n')}
${editor ? `Your own editor, for "edit": ${editor}` : 'No editor of your own is known; set "editor" in the config.'}

For other clients, in your shell's profile:
  export EDITOR='${command}' VISUAL='${command}'`;
}

function told(file: string, { changed, backup, editor }: Applied, running: number[]): string {
  const restart =
    running.length === 0
      ? 'It is in force for every Claude Code that is started from now on.'
      : `In force for every Claude Code started from now on. To restart: ${running.map((pid) => `pid ${pid}`).join(', ')}.`;
  return [
    changed
      ? `Ctrl-G in Claude Code opens ctrlg now: EDITOR and VISUAL in ${file}`
      : `Nothing to do: ctrlg stands in ${file} already.`,
    ...(backup ? [`The file before: ${backup}`] : []),
    editor
      ? `Your own editor, for "edit": ${editor}`
      : 'No editor of your own is known: set "editor" in the config.',
    restart,
    'For other clients: ctrlg setup --print    Back again: ctrlg setup --undo',
  ].join('\n');
}
