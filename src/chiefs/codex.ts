import type { Chief } from './chief.ts';

export const codexChief: Chief = {
  client: 'codex',
  name: 'Codex',
  program: 'codex',
  promptFile: /\/\.codex\/editor\/\.tmp\w+\.md$/,
  process: /^(?:node )?\S*\bcodex(?:\.js)?(?:\s|$)/,
  terminal: 'raw',
  editorFailed: 'draft kept',
  fileEmptied: 'file taken',
  emptyVisual: 'hides EDITOR',
};
