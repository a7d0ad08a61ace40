import { mkdirSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** Whether a value of EDITOR is ctrlg's, of this installation or of another. */
export const isOurs = (command: unknown): boolean =>
  typeof command === 'string' && /(^|\/)ctrlg-(hook|deliver)(\s|$)/.test(command);
