import { nowMs } from '../../system/clock.ts';
import { agentOf } from '../../tasks/claimer.ts';
import { type Done, readDone } from '../../tasks/done-marker.ts';
import { readPrompt, readTask } from '../../tasks/put.ts';
import type { Task } from '../../tasks/task.ts';
import { Retries } from './retries.ts';
import type { TaskFacts } from './state.ts';

/** What is known of tasks from their folders; each look reads only what can still change. */
export class TaskBook {
  readonly #home: string;
  readonly #ends = new Map<string, Done>();
  readonly #abouts = new Map<string, string>();
  readonly #agents = new Map<string, string>();
  readonly #retries: Retries;

  constructor(home: string) {
    this.#home = home;
    this.#retries = new Retries(home);
  }

  /** `isAtHand`: its agent works on it, as the status file says. */
  factsOf(task: Task, isAtHand: boolean): TaskFacts {
    const done = this.endOf(task.id);
    if (done || isAtHand) return { done };
    const open = task.after.filter((id) => !this.endOf(id));
    const retry = open.length > 0 ? undefined : this.#retries.of(task);
    return {
      waitsFor: [...new Set(open.map((id) => this.#agentOf(id)))],
      retry: retry && { inMs: Math.max(0, retry.atMs - nowMs()), because: retry.because },
    };
  }

  close(): void {
    this.#retries.close();
  }

  endOf(id: string): Done | undefined {
    const known = this.#ends.get(id);
    if (known) return known;
    const done = readable(this.#home, id);
    if (done) this.#ends.set(id, done);
    return done;
  }

  /** The first line of a task's prompt. */
  aboutOf(id: string): string {
    const known = this.#abouts.get(id);
    if (known !== undefined) return known;
    const about = readPrompt(this.#home, id).trimStart().split('\n', 1)[0]!.slice(0, MOST_CHARACTERS);
    this.#abouts.set(id, about);
    return about;
  }

  #agentOf(id: string): string {
    const known = this.#agents.get(id);
    if (known) return known;
    const task = readTask(this.#home, id);
    const agent = task ? agentOf(this.#home, task) : id;
    this.#agents.set(id, agent);
    return agent;
  }
}

const MOST_CHARACTERS = 300;

/** A marker that cannot be read says nothing here; the wait for it tells. */
function readable(home: string, id: string): Done | undefined {
  try {
    return readDone(home, id);
  } catch {
    return undefined;
  }
}
