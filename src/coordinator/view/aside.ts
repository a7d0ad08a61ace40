import { editorOf } from '../../chiefs/chief.ts';
import { recogniseChief } from '../../chiefs/recognise.ts';
import { readPrompt } from '../../tasks/put.ts';
import type { Task } from '../../tasks/task.ts';
import { runningFromHere, waitingAnswers } from '../from-here.ts';
import type { Watched } from './watched.ts';

/** What a person who waits may want to know besides; it is told here and not in the answer, which goes on to a model. */
export const asideOf = (watched: Watched): string | undefined => lostKeys(watched) ?? otherTasks(watched);

/** Some keys would do nothing, and some would act on the draft in the client. */
function lostKeys({ tasks }: Watched): string | undefined {
  const file = tasks[0]?.task.origin.file;
  const chief = file ? recogniseChief(file) : undefined;
  if (!chief?.readsKeysBeside?.(editorOf(chief, process.env))) return undefined;
  return `${chief.name} takes every second key away from here. Mend: ctrlg setup ${chief.client}`;
}

function otherTasks({ project: { home }, tasks }: Watched): string | undefined {
  const own = tasks.map(({ task }) => task);
  const ids = new Set(own.map(({ id }) => id));
  const before = runningFromHere(home).find((task) => !ids.has(task.id) && own.some(isTwinOf(home, task)));
  if (before) return `You asked the same before, and it still runs: ctrlg results --attach ${before.id}`;
  const count = waitingAnswers(home).fromHere.filter(({ task_id }) => !ids.has(task_id)).length;
  if (count === 0) return undefined;
  return `${count === 1 ? '1 other result waits' : `${count} other results wait`}: ctrlg results --waiting`;
}

/** Asked of the same, word for word. */
const isTwinOf =
  (home: string, one: Task) =>
  (other: Task): boolean =>
    one.target === other.target && readPrompt(home, one.id) === readPrompt(home, other.id);
