import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { putTask, readPrompt } from '../../src/tasks/put.ts';
import { newTask } from '../../src/tasks/task.ts';

/** A process that says `ready`, waits for keys, puts a task with each, and prints the ids in force and the prompts. */
async function put(home: string): Promise<void> {
  process.stdout.write('ready\n');
  const [line] = await once(createInterface(process.stdin), 'line');
  process.stdin.destroy();
  const asked = { agent: 'planning', isCommand: false, deadlineMinutes: 30, origin: 'ask' } as const;
  const put = (JSON.parse(line) as string[]).map((idempotencyKey) => {
    const id = putTask(home, newTask({ ...asked, idempotencyKey }), `by ${process.pid}`);
    return [id, readPrompt(home, id)];
  });
  process.stdout.write(JSON.stringify(put));
}

void put(process.argv[2]!);
