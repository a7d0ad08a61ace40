import { join } from 'node:path';
import * as z from 'zod/mini';
import { nowMs } from '../system/clock.ts';
import {
  listIfThere,
  makePrivateFolder,
  readIfThere,
  removeIfThere,
  renameIfThere,
} from '../system/files.ts';
import { parseJson } from '../system/parse-json.ts';
import { replaceFile } from '../system/replace-file.ts';
import { newTaskKey } from '../tasks/task-key.ts';
import { type ChiefPlace, isOf, NEWS_MS } from './news.ts';

const shape = z.object({
  pane: z.nullable(z.string()),
  tmux: z.nullable(z.string()),
  atMs: z.number(),
  words: z.string(),
});

const folderIn = (home: string): string => join(home, 'run-news');

/**
 * Keeps what a workflow's run has to say to the chief that began it: a question, or its end. A file each, until it is told.
 * Never throws: a full disk must not end the run.
 */
export function keepRunNews(home: string, { pane, tmux }: ChiefPlace, words: string): void {
  const news = { pane, tmux, atMs: nowMs(), words };
  try {
    makePrivateFolder(folderIn(home));
    replaceFile(join(folderIn(home), `${newTaskKey().id}.json`), JSON.stringify(news));
  } catch {
    // The run's own state says the same to who looks.
  }
}

/** Takes what runs have said to this chief, the oldest first. Whoever moves a file has it: nothing is given out twice. */
export function takeRunNews(home: string, chief: ChiefPlace): string[] {
  const files = listIfThere(folderIn(home)).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((name) => {
    const file = join(folderIn(home), name);
    const { success, data } = z.safeParse(shape, parseJson(readIfThere(file) ?? ''));
    if (!success) return [];
    const isOld = nowMs() - data.atMs > NEWS_MS;
    if (!isOld && !isOf(data, chief)) return [];
    const isMine = renameIfThere(file, `${file}.told`);
    removeIfThere(`${file}.told`);
    return isMine && !isOld ? [data.words] : [];
  });
}
