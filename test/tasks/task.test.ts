import { describe, expect, it } from 'vitest';
import { promptText } from '../../src/asking/prompt-text.ts';
import { newTask, taskSchema } from '../../src/tasks/task.ts';
import { newTaskKey, TASK_ID } from '../../src/tasks/task-key.ts';

/** An id of each of some milliseconds, in order. */
function idsOverTime(count: number): string[] {
  const ids = new Map<number, string>();
  while (ids.size < count) {
    const before = Date.now();
    const { id } = newTaskKey();
    if (Date.now() === before) ids.set(before, id);
  }
  return [...ids.values()];
}

describe('a task’s id', () => {
  it('sorts by time', () => {
    const ids = idsOverTime(20);
    expect([...ids].sort()).toEqual(ids);
  });

  it('is short, easy to type, safe in a file name, and all but never given twice', () => {
    const ids = Array.from({ length: 200 }, () => newTaskKey().id);
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{11}$/);
    for (const id of ids) expect(id).toMatch(TASK_ID);
    expect(new Set(ids).size).toBeGreaterThan(195);
  });
});

describe('the ids of one process', () => {
  it('sort in the order they were made, many in one millisecond too', () => {
    const ids = Array.from({ length: 500 }, () => newTaskKey().id);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(500);
  });
});

describe('a new task', () => {
  const task = newTask({ agent: 'planning', isCommand: true, deadlineMinutes: 0.5, origin: 'ask' });

  it('is what its reader expects', () => {
    expect(taskSchema.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
    expect(task).toMatchObject({ form: 'command', origin: { kind: 'ask', pid: process.pid } });
  });

  it('is asked of its agent, with normal priority and two retries, unless it is said otherwise', () => {
    expect(task).toMatchObject({ target: 'planning', priority: 'normal', retries: 2, after: [], depth: 0 });
    const asked = { agent: 'coding-2', isCommand: false, deadlineMinutes: 1, origin: 'run' } as const;
    const other = newTask({ ...asked, target: 'coding', priority: 'low', retries: 0, after: ['abcdef'] });
    expect(other).toMatchObject({ target: 'coding', priority: 'low', retries: 0, after: ['abcdef'] });
  });

  it('of ctrlg 0.1 is read with what it lacks filled in', () => {
    const { version, id, agent, form, created_at, deadline_at, origin } = task;
    const { kind, pid, pane } = origin;
    const old = { version, id, agent, form, created_at, deadline_at, origin: { kind, pid, pane } };
    const filled = { ...task, origin: { ...task.origin, tmux: null } };
    expect(taskSchema.parse(JSON.parse(JSON.stringify(old)))).toEqual(filled);
  });

  it('has its deadline that many minutes from now', () => {
    expect(Date.parse(task.deadline_at) - Date.parse(task.created_at)).toBeGreaterThanOrEqual(30_000);
    expect(Date.parse(task.deadline_at) - Date.parse(task.created_at)).toBeLessThan(31_000);
  });
});

describe('a prompt’s bytes', () => {
  const MAX = 4 * 1024 * 1024;

  it.each([
    ['nothing', ''],
    ['all kinds of characters', '\ufeffé漢👩‍👩‍👧‍👦\r\n\t\u001b[0m'],
    ['4 MB', 'x'.repeat(MAX)],
  ])('may be %s', (_, text) => {
    expect(promptText(Buffer.from(text), 'The prompt', '') === text).toBe(true);
  });

  it.each([
    ['a byte more than 4 MB', Buffer.alloc(MAX + 1, 'x'), 'The prompt has 4.0 MB; 4 MB is the most.'],
    ['no UTF-8', Buffer.from([0x61, 0xc3]), 'The prompt is not UTF-8 text.'],
    ['UTF-16', Buffer.from('\ufeffab', 'utf16le'), 'The prompt is not UTF-8 text.'],
    ['NUL bytes', Buffer.from('a\0b'), 'The prompt holds NUL bytes.'],
  ])('cannot be %s', (_, bytes, why) => {
    expect(() => promptText(bytes, 'The prompt', 'Mend it.')).toThrow(why);
  });
});
