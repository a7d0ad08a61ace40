import { claudeKit } from './claude.ts';
import { geminiKit } from './gemini.ts';
import type { ClientKit } from './kit.ts';

/** The real clients that ctrlg knows. */
export const KITS: readonly ClientKit[] = [claudeKit, geminiKit];
