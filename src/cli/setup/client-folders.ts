import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where clients keep what is the person's. */
export const codexFolder = (): string => process.env.CODEX_HOME || join(homedir(), '.codex');

export const opencodeFolder = (): string =>
  join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'opencode');
