import { awaitTask, type WaitEnd } from '../coordinator/await-task.ts';
import type { Project } from '../project/project.ts';
import { Changes } from '../system/changes.ts';
import { explain } from '../system/errors.ts';
import type { Done } from '../tasks/done-marker.ts';
import type { Task } from '../tasks/task.ts';

export interface AwaitEnds {
  readonly project: Project;
  readonly tasks: readonly Task[];
  /** `any`: the first end is enough. */
  readonly mode: 'all' | 'any';
  /** Epoch ms. */
  readonly untilMs: number;
  /** Nobody waits any more; the tasks go on. */
  readonly signal: AbortSignal;
  readonly onEnd?: ((task: Task, done: Done) => void) | undefined;
}

/** How the wait for one of several tasks came to its end. */
export interface TaskWait {
  readonly task: Task;
  readonly end: WaitEnd;
}

/** Waits for several tasks at once, starting agents that are down; in the order given. */
export async function awaitEnds(wait: AwaitEnds): Promise<TaskWait[]> {
  const { project, tasks, mode, untilMs, signal, onEnd } = wait;
  const changes = new Changes();
  let isEnough = false;
  const asked = () => (isEnough || signal.aborted ? ('left' as const) : undefined);
  signal.addEventListener('abort', changes.poke);
  const awaitOne = async (task: Task): Promise<TaskWait> => {
    const end = await orNoAgent(awaitTask({ project, task, changes, asked, untilMs }));
    if (end.kind === 'ended') {
      isEnough ||= mode === 'any';
      onEnd?.(task, end.done);
      changes.poke();
    }
    return { task, end };
  };
  try {
    return await Promise.all(tasks.map(awaitOne));
  } finally {
    signal.removeEventListener('abort', changes.poke);
  }
}

/** One agent that cannot be started (no tmux) ends no wait but its own. */
const orNoAgent = (end: Promise<WaitEnd>): Promise<WaitEnd> =>
  end.catch((error) => ({ kind: 'no-agent', reason: explain(error) }));
