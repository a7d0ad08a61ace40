import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONFIG_NAME } from '../project/places.ts';
import { openProject } from '../project/project.ts';
import { systemCode, UserError } from '../system/errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { fileStamp } from './file-stamp.ts';
import { configTemplate } from './init-template.ts';
import { printJson, printLine } from './output.ts';

/** `ctrlg init`: a commented config where this folder's ctrlg will look for it. */
export function init(options: { force?: true; json?: true }): number {
  const file = process.env.CTRLG_CONFIG
    ? resolve(process.env.CTRLG_CONFIG)
    : join(openProject().folder, CONFIG_NAME);
  const isThere = existsSync(file);
  if (isThere && !options.force) {
    throw new UserError(`${file} is there already.`, 'Edit it, or replace it with: ctrlg init --force');
  }
  const backup = isThere ? `${file}.backup-${fileStamp()}` : null;
  try {
    if (backup) copyFileSync(file, backup);
    writeFileSync(file, configTemplate());
  } catch (cause) {
    throw new UserError(
      `${file} cannot be written (${systemCode(cause)}).`,
      'Mend the permissions of its folder, or set CTRLG_CONFIG to another file.',
      { cause },
    );
  }
  if (options.json) printJson({ file, backup });
  else printLine(nextSteps(file, backup));
  return EXIT_CODES.done;
}

const nextSteps = (file: string, backup: string | null): string => `Wrote ${file}${
  backup ? `\nThe one before it: ${backup}` : ''
}

Next:
  ctrlg setup     Ctrl-G in Claude Code opens ctrlg (then restart Claude Code)
  ctrlg up        start the agents now; else the first task for one starts it
  ctrlg doctor    when something does not work

Then, in Claude Code, write "@planning how would you …" and press Ctrl-G.`;
