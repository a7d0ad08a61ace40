import { type Done, readDone } from '../../tasks/done-marker.ts';
import { readPrompt, readTask } from '../../tasks/put.ts';
import type { Task } from '../../tasks/task.ts';
import { runnerOf } from '../runner.ts';
import type { TaskFacts } from './state.ts';

/** What is known of tasks from their folders; each look reads only what can still change. */
export class TaskBook {
  readonly #home: string;
  readonly #ends = new Map<string, Done>();
  readonly #abouts = new Map<string, string>();
  readonly #agents = new Map<string, string>();

  constructor(home: string) {
    this.#home = home;
  }

  factsOf(task: Task): TaskFacts {
    const open = task.after.filter((id) => this.endOf(id)?.status !== 'done');
    return { done: this.endOf(task.id), waitsFor: [...new Set(open.map((id) => this.#agentOf(id)))] };
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
    const agent = task ? runnerOf(this.#home, task) : id;
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
