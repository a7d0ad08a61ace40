import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode, UserError } from '../../system/errors.ts';
import { readIfThere, removeIfThere } from '../../system/files.ts';
import { replaceFile } from '../../system/replace-file.ts';
import { fileStamp } from '../file-stamp.ts';
import { editFor, type FileBefore, readRecord, withEdit, writeRecord } from './setup-record.ts';
import type { Changed } from './setup-result.ts';

/** One file of a client's that set-up changes, and how. */
export interface EditedFile {
  readonly client: string;
  readonly file: string;
  /** The text with what is ours in it; the same text where it stands there. */
  put(text: string | undefined): string;
  /** What `put` replaces, for `takeOut`. */
  before(text: string | undefined): FileBefore['values'];
  /** The text without what is ours, and with what stood there before where it still is ours. */
  takeOut(text: string, before: FileBefore['values']): string;
}

/** The record goes first: killed between the two, nothing is lost, and the next set-up goes on from there. */
export function putInto({ client, file, put, before }: EditedFile, editor: string): Changed {
  const text = readOf(file);
  const changed = put(text);
  const record = readRecord();
  if (changed === text) return { file, changed: false, backup: null };
  const earlier = editFor(record, client, file);
  const backup = text === undefined ? null : newBackup(file);
  const edit = earlier ?? { client, file, hadFile: text !== undefined, backup, values: before(text) };
  // What somebody wrote between two set-ups is in no backup that an undo could bring back whole.
  const isWhole = !earlier || earlier.after === digest(text ?? '');
  const after = isWhole ? digest(changed) : '';
  writeRecord({ ...withEdit(record, client, file, { ...edit, after }), editor });
  write(file, changed, backup);
  return { file, changed: true, backup };
}

/** Where nobody has changed the file since, it is what it was, byte for byte. */
export function takeOutOf({ client, file, takeOut }: EditedFile): Changed {
  const record = readRecord();
  const edit = editFor(record, client, file);
  const text = readOf(file);
  if (!edit) return { file, changed: false, backup: null };
  const rest = text === undefined ? undefined : textBefore(edit, text, takeOut);
  const isChanged = rest !== text;
  const backup = isChanged && rest !== undefined ? newBackup(file) : null;
  if (isChanged && rest === undefined) removeIfThere(file);
  else if (isChanged) write(file, rest!, backup);
  writeRecord(withEdit(record, client, file, undefined));
  return { file, changed: isChanged, backup };
}

/** Undefined where there was no file, and nothing has been added to ours. */
function textBefore(edit: FileBefore, text: string, takeOut: EditedFile['takeOut']): string | undefined {
  if (digest(text) === edit.after) {
    if (!edit.hadFile) return undefined;
    if (edit.backup && existsSync(edit.backup)) return readFileSync(edit.backup, 'utf8');
  }
  const rest = takeOut(text, edit.values);
  return !edit.hadFile && /^\s*(\{\s*\})?\s*$/.test(rest) ? undefined : rest;
}

function readOf(file: string): string | undefined {
  try {
    return readIfThere(file);
  } catch (cause) {
    throw new UserError(`${file} cannot be read (${systemCode(cause)}).`, 'Mend its permissions.', { cause });
  }
}

/** Replaces the file in one step and keeps its mode; the backup is a copy of what stood there. */
function write(file: string, text: string, backup: string | null): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const mode = statSync(file, { throwIfNoEntry: false })?.mode;
    if (backup) copyFileSync(file, backup);
    replaceFile(file, text);
    if (mode !== undefined) chmodSync(file, mode & 0o777);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`${file} cannot be changed (${systemCode(cause)}).`, 'Mend its permissions.', {
      cause,
    });
  }
}

/** One file may be changed twice within a millisecond. */
function newBackup(file: string): string {
  const name = `${file}.ctrlg-backup-${fileStamp()}`;
  return existsSync(name) ? newBackup(file) : name;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
