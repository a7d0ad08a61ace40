import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { replaceFile } from '../system/replace-file.ts';

/**
 * What an agent's opencode is configured with on top of the person's own files, as the text of OPENCODE_CONFIG_CONTENT, which
 * beats them: no update in mid-work, and the agent's instructions, as a file in its folder. Lists of instructions are added
 * up by opencode. What the person has in the variable already is kept.
 */
export function opencodeConfig(folder: string, instructions: string | undefined, persons = '{}'): string {
  const given: unknown = parse(persons);
  const theirs = typeof given === 'object' && given !== null ? (given as { instructions?: unknown }) : {};
  const listed = Array.isArray(theirs.instructions) ? theirs.instructions : [];
  if (instructions) {
    const file = join(folder, 'opencode-instructions.md');
    replaceFile(file, instructions);
    listed.push(file);
  }
  return JSON.stringify({ ...theirs, autoupdate: false, ...(listed.length > 0 && { instructions: listed }) });
}
