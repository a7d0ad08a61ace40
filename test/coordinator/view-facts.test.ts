import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TaskBook } from '../../src/coordinator/view/task-facts.ts';
import { isoOf, nowMs } from '../../src/system/clock.ts';
import { identify } from '../../src/system/processes.ts';
import { writeDone } from '../../src/tasks/done-marker.ts';
import { putTask } from '../../src/tasks/put.ts';
import { claimNext, enterTask } from '../../src/tasks/queue.ts';
import { advance, retryLater } from '../../src/tasks/runs.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import { type NewTask, newTask } from '../../src/tasks/task.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cg-facts-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = (agent: string, own: Partial<NewTask> = {}) => {
  const key = { id: `mwq${agent}aaa`, atMs: nowMs() - 10_000 };
  const task = newTask({ key, agent, isCommand: false, deadlineMinutes: 1, origin: 'hook', ...own });
  putTask(home, task, `for ${agent}\nmore`);
  return task;
};
const end = (id: string, agent: string) =>
  writeDone(
    home,
    { task_id: id, agent_id: agent, duration_ms: 1, ended_at: isoOf(nowMs()) },
    { kind: 'done' },
  );

it('a task that is tried again later says when, and why', () => {
  const task = put('coding');
  const database = openTaskStore(home);
  enterTask(database, task);
  const claim = claimNext(database, 'coding', identify(process.pid)!)!;
  advance(database, claim, 'placed', 'x');
  const notBefore = isoOf(nowMs() + 60_000);
  retryLater(database, claim, { why: 'the model is overloaded', notBefore, goOn: false });
  database.close();
  const book = new TaskBook(home);
  const { retry } = book.factsOf(task, false);
  expect(retry?.because).toBe('the model is overloaded');
  expect(retry?.inMs).toBeGreaterThan(50_000);
  expect(book.factsOf(task, true).retry).toBeUndefined();
  book.close();
});

it('a task that comes after another names its agent until that one has ended', () => {
  const first = put('planning');
  const second = put('coding', { after: [first.id] });
  const book = new TaskBook(home);
  expect(book.factsOf(second, false).waitsFor).toEqual(['planning']);
  end(first.id, 'planning');
  expect(book.factsOf(second, false).waitsFor).toEqual([]);
  end(second.id, 'coding');
  expect(book.factsOf(second, false).done?.status).toBe('done');
  expect(book.aboutOf(second.id)).toBe('for coding');
});
