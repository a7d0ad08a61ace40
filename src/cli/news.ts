import { readFileSync } from 'node:fs';
import { chiefHere, newsWords, takeNews } from '../notify/news.ts';
import { joinNews, takeNewsWords } from '../notify/news-words.ts';
import { takeRunNews } from '../notify/run-news.ts';
import { openProject } from '../project/project.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { print, printJson, printLine } from './output.ts';

export interface NewsOptions {
  /** Asked by a hook of the chief's client: its event comes on stdin. */
  readonly hook?: true;
  readonly json?: true;
}

/** `ctrlg news`: what has ended in the background for the chief that sits here, told once. */
export function news({ hook, json }: NewsOptions): number {
  if (hook) return tellByHook();
  const [{ home }, chief] = [openProject(), chiefHere(process.env)];
  const [ends, runs] = [takeNews(home, chief), takeRunNews(home, chief)];
  if (json) printJson({ news: ends, runs });
  else if (ends.length + runs.length > 0) printLine(joinNews(newsWords(ends), runs));
  return EXIT_CODES.done;
}

/**
 * In the words of Claude Code's hooks: with a prompt the news become context of its turn; at the end of a turn they make
 * the client go on with one more, unless it is in such a turn already. A hook must not hinder its client, so nothing that
 * goes wrong here is told.
 */
function tellByHook(): number {
  try {
    const event = JSON.parse(readFileSync(0, 'utf8'));
    const isStop = event.hook_event_name === 'Stop';
    if (isStop && event.stop_hook_active) return EXIT_CODES.done;
    const words = takeNewsWords(openProject().home, chiefHere(process.env));
    if (words === '') return EXIT_CODES.done;
    const answer = isStop
      ? { decision: 'block', reason: words }
      : { hookSpecificOutput: { hookEventName: event.hook_event_name, additionalContext: words } };
    print(JSON.stringify(answer));
  } catch {
    // No project here, a full disk: the results wait all the same.
  }
  return EXIT_CODES.done;
}
