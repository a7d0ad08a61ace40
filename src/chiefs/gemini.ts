import type { Chief } from './chief.ts';

/**
 * It stands still while an editor runs whose path holds one of these, because such an editor needs the terminal; beside any
 * other it goes on, reads the keys too and draws.
 */
const TERMINAL_EDITOR = /vi|emacs|hx|nano|micro/i;

export const geminiChief: Chief = {
  client: 'gemini',
  name: 'Gemini CLI',
  program: 'gemini',
  promptFile: /\/gemini-edit-\w+\/buffer\.txt$/,
  process: /^\S*node\b.* \S*\bgemini(?:\.js)?(?:\s|$)/,
  terminal: 'raw',
  editorFailed: 'file taken',
  fileEmptied: 'file taken',
  emptyVisual: 'hides EDITOR',
  readsKeysBeside: (editor) => !TERMINAL_EDITOR.test(editor.split(' ', 1)[0]!),
};
