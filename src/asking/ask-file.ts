import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { renameIfThere } from '../system/files.ts';
import type { Asker } from '../tasks/task.ts';
import { type TaskKey, taskKey } from '../tasks/task-key.ts';

/**
 * An ask file tells of a key press before the hook's Node has started: `ctrlg-hook` (sh) writes one into `asks/`, named by
 * eight random hex digits and more. The running agent that finds itself named in the prompt puts the task at once, and
 * the hook puts the same task when it is up: the key that both give it follows from the ask file alone.
 */
export interface Ask {
  readonly file: string;
  readonly key: TaskKey;
  /** The chief's working folder. */
  readonly folder: string;
  /** CTRLG_CONFIG of the chief; empty where it is not set. */
  readonly config: string;
  readonly promptFile: string;
  /** The hook's front door, and the chief's tmux pane. */
  readonly asker: Asker;
}

/** The ask in a file; undefined while it is not whole, and when it is gone. Written with no rename: its last line says that it is whole. */
export function readAsk(file: string): Ask | undefined {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    const [first, folder, config, promptFile, pid, pane, tmux, last, ...more] = lines;
    if (first !== 'ctrlg ask 2' || last !== 'end' || more.join('') !== '' || !folder || !promptFile)
      return undefined;
    const key = askKey(file);
    const asker = { pid: Number(pid), pane: pane || null, tmux: tmux?.split(',')[0] || null };
    return key && { file, key, folder, config: config!, promptFile: resolve(folder, promptFile), asker };
  } catch {
    return undefined;
  }
}

/** The answer is given once: by the hook, or before that is up by the agent that has put the task. */
export type Answerer = 'hook' | 'agent';

/** Where an ask file stands that has been taken. */
export const takenAsk = (file: string, who: Answerer): string => `${file}.${who}`;

/** Takes an ask file away from the other answerer, in one step; false where the other was faster. */
export const takeAsk = (file: string, who: Answerer): boolean => renameIfThere(file, takenAsk(file, who));

/** Gives it back for the other to take. */
export const leaveAsk = (file: string, who: Answerer): boolean => renameIfThere(takenAsk(file, who), file);

/** Whether a name in the folder is that of an ask that nobody has taken. */
export const isOpenAsk = (name: string): boolean => !name.includes('.');

/** The key of the task that an ask file tells of, taken or not; undefined when it is gone. */
export function askKey(file: string): TaskKey | undefined {
  const random = Number.parseInt(file.slice(file.lastIndexOf('/') + 1).slice(0, 8), 16);
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat && random >= 0 ? taskKey(Math.floor(stat.mtimeMs), random) : undefined;
}
