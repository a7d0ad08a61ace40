import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Database } from '../../src/system/database.ts';
import { identify, type ProcessIdentity } from '../../src/system/processes.ts';
import { openTaskStore } from '../../src/tasks/store.ts';
import { newTask, type Task } from '../../src/tasks/task.ts';

/** A state folder and its database, new for each test. */
export interface Store {
  home: string;
  database: Database;
}

export function newStorePerTest(): Store {
  const store = {} as Store;
  beforeEach(() => {
    store.home = mkdtempSync(join(tmpdir(), 'cg-tasks-'));
    store.database = openTaskStore(store.home);
  });
  afterEach(() => {
    store.database.close();
    rmSync(store.home, { recursive: true });
  });
  return store;
}

const aMinuteAgo = Date.now() - 60_000;
let made = 0;

/** A task for `planning`, as the editor hook made one a minute ago, a moment later than the one before. */
export function aTask(fields: Partial<Task> = {}): Task {
  const task = newTask({ agent: 'planning', isCommand: false, deadlineMinutes: 30, origin: 'hook' });
  made += 1;
  const target = fields.agent ?? task.agent;
  return { ...task, target, created_at: new Date(aMinuteAgo + made).toISOString(), ...fields };
}

/** This process as the owner of a run. */
export const me: ProcessIdentity = identify(process.pid)!;

/** A wrapper that was killed long ago. */
export const deadOwner: ProcessIdentity = { pid: process.pid - 1 || 1, started: '1' };

/** What the history says of a task, oldest first: `fence what`. */
export const historyOf = (database: Database, id: string): string[] =>
  (
    database.prepare('SELECT fence, what FROM history WHERE task_id = ? ORDER BY seq').all(id) as {
      fence: number;
      what: string;
    }[]
  ).map(({ fence, what }) => `${fence} ${what}`);

/** How far a task is, as its row says. */
export const stateOf = (database: Database, id: string): string =>
  (database.prepare('SELECT state FROM tasks WHERE id = ?').get(id) as { state: string }).state;
