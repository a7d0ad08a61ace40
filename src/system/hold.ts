import { linkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from './errors.ts';
import { listIfThere, readIfThere, removeIfThere } from './files.ts';
import { identify, isRunning, type ProcessIdentity } from './processes.ts';
import { replaceFile } from './replace-file.ts';

interface Holder extends ProcessIdentity {
  readonly hasLeft: boolean;
}

/** A thing that one process at a time may hold, such as a run of a workflow: files `<name>.<n>` in a folder. */
export interface Holdable {
  readonly folder: string;
  readonly name: string;
}

/** `held`: to be given back with `letGo`. `taken`: a process that runs has it. */
export type Hold =
  | { readonly kind: 'held'; readonly letGo: () => void }
  | { readonly kind: 'taken'; readonly by: ProcessIdentity };

/**
 * Takes a thing for this process, unless another process that runs has it. A holder that dies frees it at once, with no
 * time to wait: it is known by its pid and its start.
 *
 * The file with the highest number counts. Two that both find a dead holder reach for the same next number, and a hard
 * link is made only once.
 */
export function hold(thing: Holdable): Hold {
  for (;;) {
    const highest = highestNumber(thing);
    const holder = holderOf(thing, highest);
    if (holder) return { kind: 'taken', by: holder };
    const own = highest + 1;
    if (!madeOnce(fileOf(thing, own))) continue;
    // The number may be one that was used and cleared away since we looked.
    if (highestNumber(thing) !== own) {
      removeIfThere(fileOf(thing, own));
      continue;
    }
    for (const number of numbersOf(thing)) if (number < own) removeIfThere(fileOf(thing, number));
    return { kind: 'held', letGo: () => replaceFile(fileOf(thing, own), spoken(true)) };
  }
}

/** Who holds a thing at this moment. */
export const holderNow = (thing: Holdable): ProcessIdentity | undefined =>
  holderOf(thing, highestNumber(thing));

function holderOf(thing: Holdable, number: number): ProcessIdentity | undefined {
  const text = number === 0 ? undefined : readIfThere(fileOf(thing, number));
  const holder: Holder | undefined = text === undefined ? undefined : JSON.parse(text);
  return holder && !holder.hasLeft && isRunning(holder) ? holder : undefined;
}

const fileOf = ({ folder, name }: Holdable, number: number): string => join(folder, `${name}.${number}`);

const highestNumber = (thing: Holdable): number => Math.max(0, ...numbersOf(thing));

const numbersOf = ({ folder, name }: Holdable): number[] =>
  listIfThere(folder).flatMap((file) => {
    const number = file.startsWith(`${name}.`) ? file.slice(name.length + 1) : '';
    return /^\d+$/.test(number) ? [Number(number)] : [];
  });

function spoken(hasLeft: boolean): string {
  const self = identify(process.pid) ?? { pid: process.pid, started: '' };
  return JSON.stringify({ ...self, hasLeft } satisfies Holder);
}

/** With its content from the first moment on: a reader must not see an empty file. */
function madeOnce(file: string): boolean {
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, spoken(false), { mode: 0o600 });
  try {
    linkSync(partial, file);
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    removeIfThere(partial);
  }
}
