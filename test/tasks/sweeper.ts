import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openTaskStore } from '../../src/tasks/store.ts';
import { sweep } from '../../src/tasks/sweep.ts';

/** A process that says `ready`, waits for a line, sweeps, and prints what it did. */
async function work(home: string): Promise<void> {
  const database = openTaskStore(home);
  process.stdout.write('ready\n');
  await once(createInterface(process.stdin), 'line');
  process.stdin.destroy();
  process.stdout.write(JSON.stringify(sweep({ home, database, known: ['planning'] })));
}

void work(process.argv[2]!);
