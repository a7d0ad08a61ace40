import { after, every, nowMs } from '../system/clock.ts';
import { hasTaskOf } from '../tasks/of-siblings.ts';
import { type Parked, parkedOf } from '../tasks/parked.ts';
import { readTask } from '../tasks/put.ts';
import { queueOf } from '../tasks/queue.ts';
import { Hold } from './hold.ts';
import type { WrapperParts } from './parts.ts';
import type { Phase } from './phase.ts';
import { type Question, Questions } from './questions.ts';
import { type RetryWait, statusFields } from './status-fields.ts';

/** The witness is read this often while a turn is on; Esc must be noticed within a second. */
const WITNESS_EVERY_MS = 200;

/** What the wrapper knows at this moment; `publish` tells it in the status file. */
export class Situation {
  readonly #parts: WrapperParts;
  readonly #hearWitness: () => void;
  readonly hold: Hold;
  #phase: Phase;
  #queue: string[] = [];
  #siblingsNeedHelp = false;
  #parked: Parked | undefined;
  #wakeAt: string | undefined;
  #stopWake = () => {};
  #stopWitness: (() => void) | undefined;
  readonly questions: Questions;

  /** `hearWitness` is called at short intervals while something may happen that fires no event. */
  constructor(parts: WrapperParts, phase: Phase, hearWitness: () => void) {
    this.#parts = parts;
    this.#phase = phase;
    this.#hearWitness = hearWitness;
    this.hold = new Hold(parts.changes);
    this.questions = new Questions(parts.records.places);
    // A run that was taken over may end without an event like any other.
    this.enter(phase);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What the client waits for a person to answer. */
  get question(): Question | undefined {
    return this.questions.first;
  }

  enter(phase: Phase): void {
    this.#phase = phase;
    if (phase.kind === 'delivering' || 'sinceMs' in phase) {
      this.#stopWitness ??= every(WITNESS_EVERY_MS, this.#hearWitness);
    } else {
      this.#stopWitness?.();
      this.#stopWitness = undefined;
    }
  }

  /**
   * A task may be begun: one waits, the client is idle, nothing of a person's stands in the way, and no task that had
   * begun waits for its next attempt: another one in between would come between the two halves of its work.
   */
  get isFree(): boolean {
    const isIdle = this.#phase.kind === 'idle' && !this.question;
    const hasWork = this.#queue.length > 0 || this.#siblingsNeedHelp;
    return hasWork && isIdle && !this.hold.isHeld && !this.#parked;
  }

  /** The next task in the agent's own queue. */
  get nextTask(): string | undefined {
    return this.#queue[0];
  }

  /** The task that waits for its next attempt. */
  get parked(): Parked | undefined {
    return this.#parked;
  }

  readQueue(): void {
    const { database, agent } = this.#parts.records;
    this.#queue = queueOf(database, agent);
    this.#parked = this.#queue.length > 0 ? parkedOf(database, agent) : undefined;
    this.#siblingsNeedHelp = hasTaskOf(database, this.#parts.targets);
    this.#wakeWhenDue();
  }

  /** The task is claimed: it does not wait any more. */
  dequeue(taskId: string): void {
    this.#queue = this.#queue.filter((id) => id !== taskId);
  }

  publish(): void {
    if (this.#queue.length === 0) this.hold.release();
    const wait = this.#parked && this.#waitFor(this.#parked);
    this.#parts.status.update(statusFields(this.#phase, this.question, this.hold, this.#queue, wait));
  }

  #waitFor(parked: Parked): RetryWait {
    const { retries = 0 } = readTask(this.#parts.records.home, parked.taskId) ?? {};
    return { at: parked.notBefore, why: parked.why, attempt: parked.attempts + 1, of: retries + 1 };
  }

  #wakeWhenDue(): void {
    const dueAt = this.#parked?.notBefore;
    if (dueAt === this.#wakeAt) return;
    this.#stopWake();
    this.#wakeAt = dueAt;
    if (dueAt) this.#stopWake = after(Math.max(0, Date.parse(dueAt) - nowMs()), () => this.#wake());
  }

  #wake(): void {
    this.#wakeAt = undefined;
    this.readQueue();
    this.publish();
    this.#parts.changes.poke();
  }
}
