import type { Key } from './keys.ts';

/** The input box is a text with its cursor always at the end; these rules are Claude Code's, as measured. */

/** What Enter does with the text in the box. */
export type Entered =
  | { readonly kind: 'nothing' }
  /** A `\` at the very end makes Enter a new line and is lost. */
  | { readonly kind: 'newline'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'prompt'; readonly text: string };

/** The text after a key that edits it; other keys leave it as it is. */
export function edit(text: string, key: Key): string {
  switch (key.kind) {
    case 'text':
    case 'paste':
      return text + key.text;
    case 'newline':
      return `${text}\n`;
    case 'backspace':
      return text.replace(/.$/su, '');
    default:
      return text;
  }
}

export function enter(text: string): Entered {
  if (text.endsWith('\\')) return { kind: 'newline', text: `${text.slice(0, -1)}\n` };
  const trimmed = text.trimEnd();
  if (trimmed === '') return { kind: 'nothing' };
  // As Claude Code has it: `/etc/hosts` and `/help,` are text.
  const command = /^\s*\/([A-Za-z0-9_:-]*)(?=\s|$)/.exec(trimmed);
  return command ? { kind: 'command', name: command[1]! } : { kind: 'prompt', text: trimmed };
}

/** The box after an interrupted turn: its prompt comes back, before what was typed in the meantime. */
export const putBack = (prompt: string, draft: string): string =>
  draft === '' ? prompt : `${prompt}\n${draft}`;
