import { copyFileSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Config } from '../../project/config.ts';
import { userEditor } from '../../project/user-editor.ts';
import { UserError } from '../../system/errors.ts';
import { removeIfThere } from '../../system/files.ts';
import { lendTty } from './lend.ts';

/** Opens the prompt file in the person's own editor, in the same terminal; returns the editor's exit code. */
export async function editPrompt(file: string, config: Config): Promise<number> {
  const editor = editorOf(config);
  if (!editor)
    throw new UserError('No editor was found.', 'Name yours in ctrlg.config.json: "editor": "nano".');
  return keepingPrompt(file, () => lendTty({ command: editor, args: [file], env: personEnv(editor) }));
}

/**
 * Runs an editor that may fail: the prompt then stands in the file as it was, because Gemini CLI takes the file all the
 * same. Where this process is killed meanwhile, the front door puts it back, from the same place.
 */
async function keepingPrompt(file: string, edit: () => Promise<number>): Promise<number> {
  const before = `${file}.before-${process.env.CTRLG_FRONT_DOOR ?? process.pid}`;
  try {
    copyFileSync(file, before);
    const code = await edit();
    if (code !== 0) copyFileSync(before, file);
    return code;
  } finally {
    removeIfThere(before);
  }
}

/** The person's own editor as a shell command, else one that is installed; undefined when there is none. */
export function editorOf(config: Config): string | undefined {
  return userEditor(config.editor) || ['vi', 'nano'].find(isInstalled);
}

/** What a person's own programs find: their editor where ours stands for the client, and their certificates. */
export function personEnv(editor: string | undefined): NodeJS.ProcessEnv {
  const { CTRLG_NODE_EXTRA_CA_CERTS: certificates, ...env } = process.env;
  if (certificates) env.NODE_EXTRA_CA_CERTS = certificates;
  if (editor) Object.assign(env, { EDITOR: editor, VISUAL: editor });
  return env;
}

const isInstalled = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
