import { resolve } from 'node:path';
import { ancestry } from '../system/processes.ts';
import type { Chief } from './chief.ts';
import { CHIEFS } from './chiefs.ts';

/** An editor is often a script of the person's that starts another one. */
const FURTHEST_UP = 5;

/**
 * The client that wrote a prompt file and waits for its editor: by the file's path, else, for one that puts its files
 * somewhere new, by the processes above `pid`. Undefined for a client that is not known: it is treated as any program that
 * waits for an editor.
 */
export function recogniseChief(file: string, pid = process.ppid): Chief | undefined {
  return chiefOfFile(file) ?? chiefOfProcess(pid);
}

/** The same by the path alone, for a task that was asked earlier. */
export function chiefOfFile(file: string): Chief | undefined {
  const path = resolve(file);
  return CHIEFS.find(({ promptFile }) => promptFile.test(path));
}

function chiefOfProcess(pid: number): Chief | undefined {
  for (const commandLine of ancestry(pid, FURTHEST_UP)) {
    const chief = CHIEFS.find((one) => one.process.test(commandLine));
    if (chief) return chief;
  }
  return undefined;
}
