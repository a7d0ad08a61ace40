import { homedir } from 'node:os';
import { join } from 'node:path';
import { readIfThere } from '../system/files.ts';

/** Where `ctrlg setup` remembers the editor that stood before it. */
export const setupRecordFile = (): string =>
  join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'ctrlg', 'setup.json');

/**
 * The person's own editor as a shell command: the config's, else the one that stood before set-up, else what the
 * environment says unless that is ours; empty when there is none.
 */
export function userEditor(configured?: string): string {
  if (configured) return configured;
  const isOurs = (command: string) => /\bctrlg-(hook|deliver)\b/.test(command);
  const candidates = [process.env.CTRLG_USER_EDITOR, remembered(), process.env.VISUAL, process.env.EDITOR];
  return candidates.find((command) => command && !isOurs(command)) ?? '';
}

function remembered(): string | undefined {
  try {
    const { editor } = JSON.parse(readIfThere(setupRecordFile()) ?? '{}');
    return typeof editor === 'string' ? editor : undefined;
  } catch {
    return undefined;
  }
}
