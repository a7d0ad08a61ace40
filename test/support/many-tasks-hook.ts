import { createRequire } from 'node:module';
import type { Delegation } from '../../src/coordinator/await-answer.ts';
import { openProject } from '../../src/project/project.ts';
import { readConfig } from '../../src/project/read-config.ts';
import { readPromptFile } from '../../src/tasks/prompt-file.ts';
import { putTask } from '../../src/tasks/put.ts';
import { newTask, type Task } from '../../src/tasks/task.ts';

/**
 * A hook that puts a task for each block of its prompt file and waits for all of them, with the built wait. It reads
 * `@name`, `@name&` and `@name(after=NAME)` at the start of a line, and `(deadline=MINUTES)`.
 */
const load = createRequire(__filename);
const { awaitAnswers } = load(`${process.env.DIST}/ctrlg-hook-wait.cjs`) as {
  awaitAnswers(delegation: Delegation): Promise<number>;
};

const file = process.argv.at(-1)!;
const original = readPromptFile(file);
const project = openProject();
const config = readConfig(project.folder);
const parts = original.split(/^(?=@\w)/m);
const context = parts[0]!.startsWith('@') ? '' : parts.shift()!;
const tasks: Task[] = [];
for (const block of parts) {
  const [, agent = '', options = '', sign = '', prompt = ''] = /^@(\w+)(?:\(([^)]*)\))?(&?) ?(.*)$/s.exec(
    block,
  )!;
  const option = (name: string) => new RegExp(`${name}=([\\w.]+)`).exec(options)?.[1];
  const after = option('after');
  const task = newTask({
    agent,
    isCommand: false,
    deadlineMinutes: Number(option('deadline') ?? config.deadlineMinutes),
    origin: 'hook',
    isBackground: sign === '&',
    after: after ? [tasks.findLast((one) => one.agent === after)?.id ?? after] : [],
    group: tasks[0]?.id ?? null,
  });
  tasks.push(task);
  putTask(project.home, task, prompt.trim());
}
awaitAnswers({
  file,
  original,
  context,
  project,
  config,
  tasks: tasks.map((task) => ({ task, why: 'named in the prompt' })),
}).then((code) => process.exit(code));
