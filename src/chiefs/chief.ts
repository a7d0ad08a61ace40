/** A coding-agent CLI in the part of the chief: what it does with its `$EDITOR`. Measured; docs/clients.md has the versions. */
export interface Chief {
  readonly client: 'claude' | 'codex' | 'gemini' | 'opencode';
  /** What people call it. */
  readonly name: string;
  /** Its program in PATH. */
  readonly program: string;
  /** The absolute paths of its prompt files. */
  readonly promptFile: RegExp;
  /** The command lines of its process, with blanks between the words and none in them. */
  readonly process: RegExp;
  /** How the terminal is while the editor has it. In `raw` the client keeps its page, and Ctrl-C makes no signal. */
  readonly terminal: 'cooked' | 'raw';
  /** What becomes of the draft when the editor fails: `file taken` even then. */
  readonly editorFailed: 'draft kept' | 'file taken';
  /** What becomes of the draft when the editor leaves an empty file. */
  readonly fileEmptied: 'file taken' | 'draft kept';
  /** VISUAL comes before EDITOR everywhere; one that is set and empty hides EDITOR, or does not count. */
  readonly emptyVisual: 'hides EDITOR' | 'does not count';
  /** Whether it goes on reading keys beside an editor of this path, and so takes about every second one away. */
  readsKeysBeside?(editor: string): boolean;
}

/** The editor command that a chief with this environment starts; empty where it would start none of the two. */
export function editorOf({ emptyVisual }: Chief, { VISUAL, EDITOR }: NodeJS.ProcessEnv): string {
  const editor = emptyVisual === 'hides EDITOR' ? (VISUAL ?? EDITOR) : VISUAL || EDITOR;
  return editor ?? '';
}
