import { existsSync } from 'node:fs';
import { databaseFile } from '../../project/places.ts';
import { nowMs } from '../../system/clock.ts';
import type { Database } from '../../system/database.ts';
import { historyOf } from '../../tasks/history.ts';
import { progressOf } from '../../tasks/progress.ts';
import { openTaskStore } from '../../tasks/store.ts';
import type { Task } from '../../tasks/task.ts';

/** A task that failed and is tried again by itself. */
export interface Retry {
  /** Epoch ms. */
  readonly atMs: number;
  readonly because: string;
}

/** Nothing is parked sooner after it was asked; until then the database need not be opened. */
const FIRST_LOOK_MS = 1_500;
const LOOK_EVERY_MS = 900;

/** Which of the tasks are tried again later: the one thing that only the database knows. */
export class Retries {
  readonly #home: string;
  readonly #seen = new Map<string, { lookedAtMs: number; retry: Retry | undefined }>();
  #database: Database | undefined;
  #isBroken = false;

  constructor(home: string) {
    this.#home = home;
  }

  of(task: Task): Retry | undefined {
    const now = nowMs();
    const seen = this.#seen.get(task.id);
    if (seen && now - seen.lookedAtMs < LOOK_EVERY_MS) return seen.retry;
    if (now - Date.parse(task.created_at) < FIRST_LOOK_MS) return undefined;
    const retry = this.#look(task);
    this.#seen.set(task.id, { lookedAtMs: now, retry });
    return retry;
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  /** For a person's eyes only: a database that cannot be read keeps nobody from waiting. */
  #look(task: Task): Retry | undefined {
    if (this.#isBroken || !existsSync(databaseFile(this.#home))) return undefined;
    try {
      this.#database ??= openTaskStore(this.#home);
      const { notBefore } = progressOf(this.#home, task, this.#database);
      if (notBefore === null) return undefined;
      const why = historyOf(this.#database, task.id).findLast(({ what }) => what === 'retried');
      const because = why?.evidence.replace(/^not before \S+: /, '') ?? '';
      return { atMs: Date.parse(notBefore), because };
    } catch {
      this.#isBroken = true;
      return undefined;
    }
  }
}
