import { isToBeTold, tellChief } from '../notify/tell-chief.ts';
import { tellUntold } from '../notify/tell-untold.ts';
import type { Project } from '../project/project.ts';
import { readConfig } from '../project/read-config.ts';
import { readDone } from '../tasks/done-marker.ts';
import { readTask } from '../tasks/put.ts';

/** Tells the chief of a task that has ended with nobody waiting for it. Never throws: its result waits all the same. */
export function tellEnd(project: Project, taskId: string): void {
  try {
    const [task, done] = [readTask(project.home, taskId), readDone(project.home, taskId)];
    if (task && done && isToBeTold(project.home, task, done))
      void tellChief(project.home, task, done, readConfig(project.folder));
  } catch {
    // A config with a mistake: the next sweep tells it when it is mended.
  }
}

/** Tells what ended while nobody could tell it. */
export function tellMissed(project: Project): void {
  void tellUntold(project.home, readConfig(project.folder));
}
