import { claudeKit } from './claude.ts';
import { codexKit } from './codex.ts';
import { geminiKit } from './gemini.ts';
import type { ClientKit } from './kit.ts';
import { opencodeKit } from './opencode.ts';

/** The real clients that ctrlg knows. */
export const KITS: readonly ClientKit[] = [claudeKit, codexKit, geminiKit, opencodeKit];

/** What a config can name, and the kit of the program behind it: one program can be run in more than one way. */
export const REAL_CLIENTS: readonly { readonly client: string; readonly kit: ClientKit }[] = [
  ...KITS.map((kit) => ({ client: kit.client, kit })),
  { client: 'claude-headless', kit: claudeKit },
];
