import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'jsonc-parser';
import { replaceFile } from '../system/replace-file.ts';

/** opencode reads the password of its API once, before its plugins; the programs that it starts would inherit it. */
const PLUGIN = `// Written by ctrlg: the commands of the model, and other programs of opencode's, have no use for this.
export const CtrlgKeepsThePassword = async () => {
  delete process.env.OPENCODE_SERVER_PASSWORD;
  return {};
};
`;

/**
 * What an agent's opencode is configured with on top of the person's own files, as the text of OPENCODE_CONFIG_CONTENT, which
 * beats them: no update in mid-work, the agent's instructions, as a file in its folder, and a plugin that keeps its password
 * from the programs that it starts. Lists of instructions and of plugins are added up by opencode. What the person has in the
 * variable already is kept.
 */
export function opencodeConfig(folder: string, instructions: string | undefined, persons = '{}'): string {
  const given: unknown = parse(persons);
  const theirs = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  const put = (name: string, text: string) => {
    replaceFile(join(folder, name), text);
    return join(folder, name);
  };
  const plugin = [...listIn(theirs.plugin), pathToFileURL(put('opencode-plugin.mjs', PLUGIN)).href];
  const listed = listIn(theirs.instructions);
  if (instructions) listed.push(put('opencode-instructions.md', instructions));
  return JSON.stringify({
    ...theirs,
    autoupdate: false,
    plugin,
    ...(listed.length > 0 && { instructions: listed }),
  });
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? [...value] : []);
