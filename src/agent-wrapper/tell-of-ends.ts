import { isToBeTold, type Telling, tellChief } from '../notify/tell-chief.ts';
import { tellUntold } from '../notify/tell-untold.ts';
import type { Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { after } from '../system/clock.ts';
import { readDone } from '../tasks/done-marker.ts';
import { readTask } from '../tasks/put.ts';

/** By then whoever waited has taken the answer, and nothing here has held them up. */
const GRACE_MS = 500;

/** Tells the chief of a task that has ended, where nobody waited for it. */
export function tellOfEnd(project: Project, taskId: string): void {
  const { home } = project;
  after(GRACE_MS, () => {
    try {
      const [task, done] = [readTask(home, taskId), readDone(home, taskId)];
      if (task && done && isToBeTold(home, task, done)) void tellChief(home, task, done, tellingOf(project));
    } catch {
      // A marker that cannot be read is told of by those who look for it.
    }
  });
}

/** Tells of what ended with its wrapper dead, or without one: a deadline that passed, a task left after its end. */
export const tellOfOthers = (project: Project): void => void tellUntold(project.home, tellingOf(project));

/** Read anew: a person may have set it since the wrapper's start. A config that cannot be read keeps nobody from being told. */
function tellingOf({ folder }: Project): Telling {
  try {
    return readConfig(folder);
  } catch {
    return {};
  }
}
