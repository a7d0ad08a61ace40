import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { editorOf } from '../../chiefs/chief.ts';
import { codexChief } from '../../chiefs/codex.ts';
import { findProgram } from '../../clients/program.ts';
import { readIfThere } from '../../system/files.ts';
import { codexFolder } from './client-folders.ts';
import type { ClientSetup } from './client-setup.ts';
import { codexMcp } from './codex-mcp.ts';
import { type EditedFile, putInto, takeOutOf } from './edited-file.ts';
import { canRun, ensureLink, hookCommand, isOurs } from './hook-command.ts';
import { withBlock, withoutBlock } from './marked-block.ts';
import { personsEditor } from './persons-editor.ts';
import type { Proof } from './setup-result.ts';
import { variablesIn } from './variables-file.ts';

/** Codex reads `$CODEX_HOME/.env` at its start; what stands there beats its environment (measured). */
const file = (): string => join(codexFolder(), '.env');

const edited = (): EditedFile => ({
  client: 'codex',
  file: file(),
  put: (text = '') => withBlock(text, { client: 'codex', lines: lines() }),
  before: () => ({}),
  takeOut: (text) => withoutBlock(text, 'codex'),
});

const lines = (): string[] => ['EDITOR', 'VISUAL'].map((name) => `${name}='${hookCommand().command}'`);

export const codexSetup: ClientSetup = {
  chief: codexChief,
  from: 'every Codex that is started from now on',
  isInstalled: () => findProgram(codexChief.program) !== undefined || existsSync(codexFolder()),
  hook: hookCommand,
  plan: () => {
    const text = readIfThere(file());
    return edited().put(text) === text ? [] : lines().map((line) => `${file()}  + ${line}`);
  },
  apply: async () => {
    ensureLink(hookCommand());
    const { VISUAL, EDITOR } = variablesIn(readIfThere(file()) ?? '');
    return putInto(edited(), personsEditor([VISUAL, EDITOR]));
  },
  undo: async () => takeOutOf(edited()),
  proof: async () => proof(),
  mcp: codexMcp,
};

function proof(): Proof {
  const { VISUAL, EDITOR } = variablesIn(readIfThere(file()) ?? '');
  const editor = editorOf(codexChief, {
    ...process.env,
    ...(EDITOR && { EDITOR }),
    ...(VISUAL !== undefined && { VISUAL }),
  });
  if (isOurs(editor) && canRun(editor)) return { kind: 'in force', detail: `${file()}: ${editor}` };
  const detail = isOurs(editor)
    ? `${editor} is not there`
    : `${file()} has no ctrlg; the editor is ${editor || 'not set'}`;
  return { kind: 'not in force', detail, mend: 'Set it up: ctrlg setup codex' };
}
