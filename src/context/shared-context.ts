import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../system/clock.ts';
import { UserError } from '../system/errors.ts';
import { listIfThere, makePrivateFolder, readIfThere, removeIfThere } from '../system/files.ts';
import { type Holdable, hold } from '../system/hold.ts';
import { replaceFile } from '../system/replace-file.ts';

/** What every agent of the project is to know, as of one version. Version 0 is empty: nobody has written any. */
export interface SharedContext {
  readonly version: number;
  readonly text: string;
}

/** `conflict`: somebody else has written since the version that the writer had read. */
export type ContextUpdate =
  | { readonly kind: 'updated'; readonly version: number }
  | { readonly kind: 'conflict'; readonly current: SharedContext };

/** Every agent reads it, and pays for it. */
const MOST_BYTES = 64 * 1024;
/** An agent that has seen none of these is told the whole. */
const KEPT = 50;

const contextFolder = (home: string): string => join(home, 'context');
const versionFile = (home: string, version: number): string => join(contextFolder(home), `${version}.md`);

/** The file for people: they may read it, and edit it. */
export const contextFile = (home: string): string => join(contextFolder(home), 'context.md');

/** The shared context as it is now. What a person has written into its file becomes a version of its own. */
export function readContext(home: string): SharedContext {
  const current = newestVersion(home);
  if (editedText(home, current) === undefined) return current;
  const held = hold(writerOf(home));
  // Somebody writes at this moment: the person's edit waits for the next look.
  if (held.kind === 'taken') return current;
  try {
    return withEdit(home);
  } finally {
    held.letGo();
  }
}

/** The text of an earlier version; undefined where it is not kept any more. */
export const contextOf = (home: string, version: number): string | undefined =>
  version === 0 ? '' : readIfThere(versionFile(home, version));

/** Replaces the text, unless somebody else has since the version that the writer had read. Throws a UserError for one that is too long. */
export async function updateContext(home: string, text: string, expected: number): Promise<ContextUpdate> {
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES)
    throw new UserError(
      `The shared context would have ${Math.ceil(bytes / 1024)} KB; ${MOST_BYTES / 1024} KB is the most.`,
      'Every agent reads it: keep what all must know, and name files for the rest.',
    );
  makePrivateFolder(contextFolder(home));
  const letGo = await holdWriting(home);
  try {
    const current = withEdit(home);
    if (current.version !== expected) return { kind: 'conflict', current };
    if (current.text !== text) writeVersion(home, expected + 1, text);
    return { kind: 'updated', version: current.text === text ? expected : expected + 1 };
  } finally {
    letGo();
  }
}

const writerOf = (home: string): Holdable => ({ folder: contextFolder(home), name: 'writer' });

const LOOK_EVERY_MS = 5;
/** Writing takes a millisecond or two; a writer that is stuck must not hold everybody else up for good. */
const PATIENCE_MS = 5_000;

async function holdWriting(home: string): Promise<() => void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    const held = hold(writerOf(home));
    if (held.kind === 'held') return held.letGo;
    await sleep(LOOK_EVERY_MS);
  }
  throw new UserError('The shared context is being written by a process that does not end.', 'Try again.');
}

/** The newest version, after a person's edit has become one. Only for who holds the writing. */
function withEdit(home: string): SharedContext {
  const current = newestVersion(home);
  const edited = editedText(home, current);
  if (edited === undefined) return current;
  const version = current.version + 1;
  writeVersion(home, version, edited);
  return { version, text: edited };
}

/** First the version, then the file for people: in between a reader finds an older file, which it takes for no edit. */
function writeVersion(home: string, version: number, text: string): void {
  replaceFile(versionFile(home, version), text);
  replaceFile(contextFile(home), text);
  removeIfThere(versionFile(home, version - KEPT));
}

function newestVersion(home: string): SharedContext {
  for (;;) {
    const version = Math.max(0, ...listIfThere(contextFolder(home)).map(numberOf));
    const text = contextOf(home, version);
    // It may have been cleared away since, when many write.
    if (text !== undefined) return { version, text };
  }
}

const numberOf = (name: string): number => Number(/^(\d+)\.md$/.exec(name)?.[1] ?? 0);

/** What a person has made of the file. One that is older than its version is what a killed writer left behind. */
function editedText(home: string, { version, text }: SharedContext): string | undefined {
  const edited = readIfThere(contextFile(home));
  if (edited === undefined || edited === text) return undefined;
  return version === 0 || wroteMs(contextFile(home)) > wroteMs(versionFile(home, version))
    ? edited
    : undefined;
}

const wroteMs = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
