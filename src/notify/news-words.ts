import { type ChiefPlace, newsWords, takeNews } from './news.ts';
import { takeRunNews } from './run-news.ts';
import { STORM } from './words.ts';

/** Takes all that this chief was not told yet, of tasks and of workflow runs, in words for a model; '' for nothing. */
export const takeNewsWords = (home: string, chief: ChiefPlace): string =>
  joinNews(newsWords(takeNews(home, chief)), takeRunNews(home, chief));

/** A line for each run, or one for a storm of them, below what is said of tasks. */
export function joinNews(tasks: string, runs: readonly string[]): string {
  const ofRuns =
    runs.length < STORM
      ? runs.map((words) => `[ctrlg] ${words}`)
      : [
          `[ctrlg] ${runs.length} workflow runs have ended or wait for approval. See them with: ctrlg run --list`,
        ];
  return [tasks, ...ofRuns].filter((line) => line !== '').join('\n');
}
