import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { identify } from '../../src/system/processes.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { endRun } from '../../src/tasks/runs.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import type { Task } from '../../src/tasks/task.ts';

/** A process that says `ready`, waits for the tasks to race for, enters and claims what it can, and prints the ids. */
async function race(home: string): Promise<void> {
  const database = openTaskStore(home);
  const me = identify(process.pid)!;
  process.stdout.write('ready\n');
  const [line] = await once(createInterface(process.stdin), 'line');
  process.stdin.destroy();
  for (const task of JSON.parse(line) as Task[]) enterTask(database, task);
  const claimed: string[] = [];
  for (let claim = claimNext(database, 'planning', me); claim; claim = claimNext(database, 'planning', me)) {
    claimed.push(claim.taskId);
    endRun(database, claim, { kind: 'done' });
    // SQLite's lock is not fair: without a pause, who is first may have it all the time.
    await setTimeout(1);
  }
  process.stdout.write(JSON.stringify(claimed));
}

void race(process.argv[2]!);
