import { existsSync } from 'node:fs';
import { taskPlaces, tasksFolder } from '../project/places.ts';
import { nowMs } from '../system/clock.ts';
import { listIfThere } from '../system/files.ts';
import { type Done, readDone } from '../tasks/done-marker.ts';
import { readTask } from '../tasks/put.ts';
import { TASK_ID } from '../tasks/task-key.ts';
import { isToBeTold, type Telling, tellChief } from './tell-chief.ts';

/** Ids begin with the time: what is older than these is no news. */
const LOOKED_AT = 100;
const NEWS_MS = 10 * 60_000;

/** Tells of what ended lately and was told to nobody: whoever should have told it has died, or somebody stopped waiting. Never rejects. */
export async function tellUntold(home: string, config: Telling): Promise<void> {
  const ids = listIfThere(tasksFolder(home)).filter((id) => TASK_ID.test(id));
  const lately = ids.sort().slice(-LOOKED_AT);
  await Promise.all(lately.map((id) => tellIfNews(home, id, config)));
}

async function tellIfNews(home: string, id: string, config: Telling): Promise<void> {
  const done = newsOf(home, id);
  const task = done && readTask(home, id);
  if (task && isToBeTold(home, task, done)) await tellChief(home, task, done, config);
}

function newsOf(home: string, id: string): Done | undefined {
  try {
    const done = existsSync(taskPlaces(home, id).done) ? readDone(home, id) : undefined;
    return done && nowMs() - Date.parse(done.ended_at) < NEWS_MS ? done : undefined;
  } catch {
    return undefined;
  }
}
