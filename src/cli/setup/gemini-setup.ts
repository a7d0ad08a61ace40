import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { editorOf } from '../../chiefs/chief.ts';
import { geminiChief } from '../../chiefs/gemini.ts';
import { findProgram } from '../../clients/program.ts';
import { readIfThere } from '../../system/files.ts';
import type { ClientSetup } from './client-setup.ts';
import { configIn, textAt } from './config-text.ts';
import { type EditedFile, putInto, takeOutOf } from './edited-file.ts';
import { geminiMcp } from './gemini-mcp.ts';
import { canRun, ensureLink, hookLikeNano, isOurs } from './hook-command.ts';
import { closedUp, withoutEmpty, withValue } from './json-text.ts';
import { withBlock, withoutBlock } from './marked-block.ts';
import { personsEditor } from './persons-editor.ts';
import { readRecord } from './setup-record.ts';
import type { Changed, Proof } from './setup-result.ts';
import { shellProfile, shellProgram, variablesOf } from './shell-profile.ts';

/**
 * Gemini CLI takes VISUAL from its environment. Its own `~/.gemini/.env` would not do: any `.env` of a project hides it, and
 * a folder that is not trusted has none. So a function in the person's shell starts it with an editor of its own. The
 * setting `general.preferredEditor`, which beats the environment, is taken out.
 */
const settingsFile = (): string => join(homedir(), '.gemini', 'settings.json');
const PREFERRED = ['general', 'preferredEditor'];

const line = (): string => profile().define(geminiChief.program, hookLikeNano().command);
const profile = () => shellProfile(geminiChief.program, hookLikeNano().command);

const ofShell = (file = profile().file): EditedFile => ({
  client: 'gemini',
  file,
  put: (text = '') => withBlock(text, { client: 'gemini', lines: [line()] }),
  before: () => ({}),
  takeOut: (text) => withoutBlock(text, 'gemini'),
});

const ofSettings = (): EditedFile => ({
  client: 'gemini',
  file: settingsFile(),
  put: (text = '') => withPreferred(text, undefined),
  before: (text) => ({ preferredEditor: preferredIn(settingsFile(), text) }),
  // Chosen anew since, it is what the person wants.
  takeOut: (text, { preferredEditor }) =>
    preferredEditor && preferredIn(settingsFile(), text) === null
      ? withPreferred(text, preferredEditor)
      : text,
});

const preferredIn = (file: string, text: string | undefined): string | null =>
  textAt(configIn(file, text), ...PREFERRED);

function withPreferred(text: string, editor: string | undefined): string {
  if (preferredIn(settingsFile(), text) === (editor ?? null)) return text;
  const changed = withValue(text, PREFERRED, editor);
  return editor ? changed : withoutEmpty(closedUp(changed, ['general']), ['general']);
}

export const geminiSetup: ClientSetup = {
  chief: geminiChief,
  from: `every Gemini CLI that is started from a new shell`,
  isInstalled: () => findProgram(geminiChief.program) !== undefined || existsSync(settingsFile()),
  hook: hookLikeNano,
  plan: () => {
    const { file, put } = ofShell();
    const text = readIfThere(file);
    const preferred = preferredIn(settingsFile(), readIfThere(settingsFile()));
    return [
      ...(put(text) === text ? [] : [`${file}  + ${line()}`]),
      ...(preferred
        ? [`${settingsFile()}  general.preferredEditor ${preferred} → taken out, it beats VISUAL`]
        : []),
    ];
  },
  apply: async () => {
    const preferred = preferredIn(settingsFile(), readIfThere(settingsFile()));
    const shell = ofShell();
    ensureLink(hookLikeNano());
    const editor = personsEditor([preferred]);
    return inBoth(putInto(shell, editor), preferred ? putInto(ofSettings(), editor) : undefined);
  },
  undo: async () => {
    // The person's shell may be another one by now.
    const files = (readRecord().files ?? [])
      .filter(({ client }) => client === 'gemini')
      .map(({ file }) => file);
    const undone = files.map((file) => takeOutOf(file === settingsFile() ? ofSettings() : ofShell(file)));
    return undone.find(({ changed }) => changed) ?? { file: settingsFile(), changed: false, backup: null };
  },
  proof: () => proofIn(undefined),
  mcp: geminiMcp,
};

const inBoth = (shell: Changed, settings: Changed | undefined): Changed =>
  settings?.changed && !shell.changed ? settings : shell;

/** The same in a project's folder, whose settings win. */
export async function proofIn(projectFolder: string | undefined): Promise<Proof> {
  const mend = 'Set it up: ctrlg setup gemini';
  const files = [settingsFile(), ...(projectFolder ? [join(projectFolder, '.gemini', 'settings.json')] : [])];
  for (const file of files) {
    const preferred = preferredIn(file, readIfThere(file));
    if (preferred)
      return { kind: 'not in force', detail: `${file}: general.preferredEditor is ${preferred}`, mend };
  }
  const variables = await variablesOf(geminiChief.program);
  if (!variables) return { kind: 'unknown', detail: `${shellProgram()} does not say what gemini gets` };
  const editor = editorOf(geminiChief, variables);
  if (!isOurs(editor))
    return { kind: 'not in force', detail: `from a fresh shell its editor is ${editor || 'not set'}`, mend };
  if (!canRun(editor)) return { kind: 'not in force', detail: `${editor} is not there`, mend };
  if (geminiChief.readsKeysBeside?.(editor))
    return { kind: 'not in force', detail: `beside ${editor} it takes every second key away`, mend };
  return { kind: 'in force', detail: `${editor}, from a fresh shell` };
}
