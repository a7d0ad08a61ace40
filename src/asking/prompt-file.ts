import { accessSync, constants, existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemCode, UserError } from '../system/errors.ts';
import { type Split, splitPrompt } from './prompt-report.ts';
import { promptText } from './prompt-text.ts';

const UNCHANGED = 'Nothing was sent and the file is unchanged.';

/** The prompt that stands in the file, without what we have put above it. Throws a UserError for a file that cannot be a prompt; the file is never touched here. */
export const readPromptFile = (file: string): string => splitPromptFile(file).prompt;

/** As `readPromptFile`, with what stands above the prompt. */
export function splitPromptFile(file: string): Split {
  return splitPrompt(withoutContext(promptText(readBytes(file), `The prompt file ${file}`, UNCHANGED)));
}

const CONTEXT = /^# ─── Claude's last response.*\n(?:#.*\n)*?# ─── Write your reply below.*\n\n?/;

/** Claude Code can put its last response above the person's text, as comment lines: that is not their prompt. */
const withoutContext = (text: string): string => text.replace(CONTEXT, '');

function readBytes(file: string): Buffer {
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) throw new UserError(`${file} is a folder, not a prompt file.`, 'Give a file.');
    if (!stat.isFile()) throw new UserError(`${file} is not a regular file.`, 'Give a file.');
    if (!canBeReplaced(file, stat))
      throw new UserError(
        `The prompt file ${file} is read-only: no answer could stand in it.`,
        `Make it and its folder writable. ${UNCHANGED}`,
      );
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = systemCode(error);
    if (code === 'ENOENT')
      throw new UserError(`The prompt file ${file} is not there.`, 'Give an existing file.');
    throw new UserError(`The prompt file ${file} cannot be read (${code}).`, 'Mend its permissions.', {
      cause: error,
    });
  }
}

/** A file without any write permission is meant to be left alone, even by a user who may write anything. */
function canBeReplaced(file: string, { mode }: Stats): boolean {
  try {
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    return (mode & 0o222) !== 0;
  } catch {
    return false;
  }
}

/** `FILE.delegate` beside the prompt file asks to delegate without a menu. */
export const isDelegateAsked = (file: string): boolean => existsSync(`${file}.delegate`);

/** git asks for the editor of the environment too: a commit message is no prompt, and git would commit a report. */
export const isOfGit = (file: string): boolean => /\/\.git\//.test(resolve(file));
