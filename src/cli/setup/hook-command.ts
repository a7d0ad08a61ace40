import { mkdirSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from '../../clients/program.ts';
import { binFolder } from '../../project/package.ts';
import { setupRecordFile } from '../../project/user-editor.ts';
import { UserError } from '../../system/errors.ts';
import { removeIfThere } from '../../system/files.ts';

/** What goes into EDITOR and VISUAL, and the link it needs. */
export interface HookCommand {
  readonly command: string;
  /** Where a link to the hook has to stand because its own path will not do. */
  readonly link: { readonly at: string; readonly to: string } | null;
}

/**
 * The editor hook as a value of EDITOR. Clients split the value at blanks and none of them takes quotes off (measured on
 * Claude Code 2.1 and Gemini CLI), so a path with a blank gets a link in a folder without one.
 */
export function hookCommand(): HookCommand {
  const to = realpathSync(join(binFolder, 'ctrlg-hook'));
  if (!/\s/.test(to)) return { command: to, link: null };
  const at = hookLink();
  if (!/\s/.test(at)) return { command: at, link: { at, to } };
  throw new UserError(
    `The path of the editor hook has a blank in it (${to}), where clients would cut it.`,
    'Install ctrlg in a folder without blanks in its path.',
  );
}

export const hookLink = (): string => join(dirname(setupRecordFile()), 'ctrlg-hook');

/**
 * The hook for Gemini CLI, which goes on reading keys beside an editor unless its path holds the name of one that needs the
 * terminal.
 */
export function hookLikeNano(): HookCommand {
  const at = nanoLink();
  if (!/\s/.test(at)) return { command: at, link: { at, to: realpathSync(join(binFolder, 'ctrlg-hook')) } };
  throw new UserError(
    `The path of the editor hook for Gemini CLI has a blank in it (${at}), where it would be cut.`,
    'Set XDG_CONFIG_HOME to a folder without blanks in its path.',
  );
}

export const nanoLink = (): string => join(dirname(setupRecordFile()), 'like-nano', 'ctrlg-hook');

export function ensureLink({ link }: HookCommand): void {
  if (!link || pointsTo(link.at) === link.to) return;
  mkdirSync(dirname(link.at), { recursive: true });
  removeIfThere(link.at);
  symlinkSync(link.to, link.at);
}

function pointsTo(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

/** Whether the program of an editor command is there. */
export const canRun = (command: string): boolean => findProgram(command.split(' ', 1)[0]!) !== undefined;

/** Whether a value of EDITOR is ctrlg's, of this installation or of another. */
export const isOurs = (command: unknown): boolean =>
  typeof command === 'string' && /(^|\/)ctrlg-(hook|deliver)(\s|$)/.test(command);
