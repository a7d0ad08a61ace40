import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../system/errors.ts';
import { assertPrivate, makePrivateFolder, removeIfThere } from '../system/files.ts';

/** Words that mean the same with a shell and without one. */
const PLAIN_WORDS = /^[\w@%+=:,./-]+( [\w@%+=:,./-]+)*$/;

/**
 * Lets the person's editor change a text. Returns the new text, or undefined when the editor failed: the old one stays.
 * The terminal must be the editor's for that time. Throws a UserError when there is no editor to start.
 */
export async function editText(text: string): Promise<string | undefined> {
  const editor = process.env.VISUAL || process.env.EDITOR;
  if (!editor) throw new UserError('There is no editor to open.', 'Set EDITOR in the environment.');
  const file = join(promptFolder(), `prompt-${randomUUID()}.md`);
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return (await isDone(startEditor(editor, file), editor)) ? readFileSync(file, 'utf8') : undefined;
  } finally {
    removeIfThere(file);
  }
}

function promptFolder(): string {
  const folder = makePrivateFolder(tmpdir(), `terminal-client-${process.getuid?.() ?? 0}`);
  assertPrivate(folder);
  return folder;
}

/** A shell is started only for an editor that needs one: every millisecond is felt between the key and the editor. */
function startEditor(editor: string, file: string): ChildProcess {
  const [program = editor, ...args] = PLAIN_WORDS.test(editor)
    ? [...editor.split(' '), file]
    : ['/bin/sh', '-c', `${editor} "$@"`, 'sh', file];
  // As with Claude Code, stdout is no terminal: an editor that draws opens /dev/tty.
  return spawn(program, args, { stdio: ['inherit', 'ignore', 'inherit'] });
}

function isDone(child: ChildProcess, editor: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => resolve(code === 0));
    child.once('error', (cause) =>
      reject(
        new UserError(`The editor '${editor}' cannot be started.`, 'Set EDITOR to a program that can.', {
          cause,
        }),
      ),
    );
  });
}
