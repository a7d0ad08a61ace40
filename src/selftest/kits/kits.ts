import { claudeKit } from './claude.ts';
import { codexKit } from './codex.ts';
import { geminiKit } from './gemini.ts';
import type { ClientKit } from './kit.ts';
import { opencodeKit } from './opencode.ts';

/** The real clients that ctrlg knows. */
export const KITS: readonly ClientKit[] = [claudeKit, codexKit, geminiKit, opencodeKit];
