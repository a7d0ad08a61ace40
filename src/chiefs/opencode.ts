import type { Chief } from './chief.ts';

export const opencodeChief: Chief = {
  client: 'opencode',
  name: 'opencode',
  program: 'opencode',
  promptFile: /\/\d{13}\.md$/,
  process: /^\S*\bopencode(?:\.exe)?(?:\s|$)/,
  terminal: 'cooked',
  editorFailed: 'draft kept',
  fileEmptied: 'draft kept',
  emptyVisual: 'does not count',
};
