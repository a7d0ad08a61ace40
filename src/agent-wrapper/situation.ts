import { every } from '../system/clock.ts';
import { queueOf } from '../tasks/queue.ts';
import { Hold } from './hold.ts';
import type { WrapperParts } from './parts.ts';
import type { Phase } from './phase.ts';
import type { Question } from './second-source.ts';
import { statusFields } from './status-fields.ts';

/** The witness is read this often while a turn is on; Esc must be noticed within a second. */
const WITNESS_EVERY_MS = 200;

/** What the wrapper knows at this moment; `publish` tells it in the status file. */
export class Situation {
  readonly #parts: WrapperParts;
  readonly #hearWitness: () => void;
  readonly hold: Hold;
  #phase: Phase;
  #queue: string[] = [];
  #stopWitness: (() => void) | undefined;
  /** What the client waits for a person to answer. */
  question: Question | undefined;

  /** `hearWitness` is called at short intervals while something may happen that fires no event. */
  constructor(parts: WrapperParts, phase: Phase, hearWitness: () => void) {
    this.#parts = parts;
    this.#phase = phase;
    this.#hearWitness = hearWitness;
    this.hold = new Hold(parts.changes);
  }

  get phase(): Phase {
    return this.#phase;
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

  /** A task may be begun: one waits, the client is idle, and nothing of a person's stands in the way. */
  get isFree(): boolean {
    const isIdle = this.#phase.kind === 'idle' && !this.question;
    return this.#queue.length > 0 && isIdle && !this.hold.isHeld;
  }

  readQueue(): void {
    const { database, agent } = this.#parts.records;
    this.#queue = queueOf(database, agent);
  }

  /** The task is claimed: it does not wait any more. */
  dequeue(taskId: string): void {
    this.#queue = this.#queue.filter((id) => id !== taskId);
  }

  publish(): void {
    if (this.#queue.length === 0) this.hold.release();
    this.#parts.status.update(statusFields(this.#phase, this.question?.text, this.hold, this.#queue));
  }
}
