import type { Chief } from './chief.ts';
import { claudeChief } from './claude.ts';
import { codexChief } from './codex.ts';
import { geminiChief } from './gemini.ts';
import { opencodeChief } from './opencode.ts';

export const CHIEFS: readonly Chief[] = [claudeChief, codexChief, geminiChief, opencodeChief];
