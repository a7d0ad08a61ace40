import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { setupRecordFile } from '../../project/user-editor.ts';
import { UserError } from '../../system/errors.ts';
import { makePrivateFolder, readIfThere, removeIfThere } from '../../system/files.ts';
import { replaceFile } from '../../system/replace-file.ts';

/** What stood in one settings file before set-up. */
const entry = z.object({
  file: z.string(),
  EDITOR: z.nullable(z.string()),
  VISUAL: z.nullable(z.string()),
  hadFile: z.boolean(),
  hadEnv: z.boolean(),
});

/** What stood in a file of another client's before set-up. */
const edit = z.object({
  client: z.string(),
  file: z.string(),
  hadFile: z.boolean(),
  /** A copy of the file as it was before the first set-up. */
  backup: z.nullable(z.string()),
  /** What set-up has replaced in it, by name; null where there was nothing. */
  values: z.record(z.string(), z.nullable(z.string())),
  /** sha256 of the file as set-up left it. */
  after: z.string(),
});

const recordSchema = z.looseObject({
  version: z.literal(1),
  /** The person's own editor as a shell command; empty when none was known. */
  editor: z.string(),
  /** Claude Code has a settings file for each of its config folders. */
  settings: z.array(entry),
  /** The files of the other clients. */
  files: z.optional(z.array(edit)),
});

export type SetupRecord = z.infer<typeof recordSchema>;
export type SettingsBefore = z.infer<typeof entry>;
export type FileBefore = z.infer<typeof edit>;

export function readRecord(): SetupRecord {
  const file = setupRecordFile();
  const text = readIfThere(file);
  if (text === undefined) return { version: 1, editor: '', settings: [] };
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${file} is not a record of ctrlg setup.`, 'Move it away and try again.', { cause });
  }
}

export const entryFor = (record: SetupRecord, file: string): SettingsBefore | undefined =>
  record.settings.find((before) => before.file === file);

/** The record with another entry for a file, or without one. */
export function withEntry(
  record: SetupRecord,
  file: string,
  before: SettingsBefore | undefined,
): SetupRecord {
  const others = record.settings.filter((other) => other.file !== file);
  return { ...record, settings: before ? [...others, before] : others };
}

export const editFor = (record: SetupRecord, client: string, file: string): FileBefore | undefined =>
  record.files?.find((before) => before.client === client && before.file === file);

/** The record with another edit of a client's file, or without one. */
export function withEdit(
  record: SetupRecord,
  client: string,
  file: string,
  before: FileBefore | undefined,
): SetupRecord {
  const others = (record.files ?? []).filter((other) => other.client !== client || other.file !== file);
  return { ...record, files: before ? [...others, before] : others };
}

/** Nothing of set-up's stands anywhere. */
export const isNothing = ({ settings, files = [] }: SetupRecord): boolean =>
  settings.length === 0 && files.length === 0;

export function writeRecord(record: SetupRecord): void {
  const file = setupRecordFile();
  if (isNothing(record)) {
    removeIfThere(file);
    return;
  }
  makePrivateFolder(dirname(file));
  replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
}
