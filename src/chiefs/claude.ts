import type { Chief } from './chief.ts';

export const claudeChief: Chief = {
  client: 'claude',
  name: 'Claude Code',
  program: 'claude',
  promptFile: /\/claude-prompt-[0-9a-f-]{36}\.md$/,
  process: /^\S*\bclaude(\s|$)|\/claude-code\//,
  terminal: 'cooked',
  editorFailed: 'draft kept',
  fileEmptied: 'file taken',
  emptyVisual: 'does not count',
};
