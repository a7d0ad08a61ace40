import { replaceFile } from '../system/replace-file.ts';

/** Replaces the prompt file's content in one step: it holds the prompt or the answer, never a part of one. */
export function writePromptFile(file: string, content: string | Uint8Array): void {
  replaceFile(file, content);
}
