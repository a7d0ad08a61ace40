import { randomBytes } from 'node:crypto';
import { nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { readTask } from '../tasks/put.ts';
import { attemptsOf } from '../tasks/queue.ts';
import { isMessage } from '../tasks/task.ts';
import { deliver } from './deliver.ts';
import type { DeliveryEnd } from './delivery.ts';
import type { WrapperParts } from './parts.ts';
import type { Phase } from './phase.ts';
import type { Situation } from './situation.ts';

/** A compaction asks the model; a client that does not say that it is over is taken at its session file's word before. */
const PATIENCE_MS = 5 * 60_000;

/**
 * What the config has the client told before each task, so that its conversation does not grow without bound. No task is
 * claimed for it: whatever becomes of it, the next one is delivered afterwards.
 */
export class WarmUp {
  readonly #parts: WrapperParts;
  readonly #situation: Situation;
  /** Nothing was said since the last one. */
  #isFresh = false;

  constructor(parts: WrapperParts, situation: Situation) {
    this.#parts = parts;
    this.#situation = situation;
  }

  /** A prompt was submitted, by a task or a person. */
  somethingWasSaid(): void {
    this.#isFresh = false;
  }

  /** Not before the first prompt of a conversation, nor between the two halves of a turn that was cut off. */
  get isDue(): boolean {
    const { warmUp, status, records } = this.#parts;
    if (warmUp === 'none' || this.#isFresh || status.current.conversation_id === null) return false;
    const next = this.#situation.nextTask;
    if (next === undefined) return true;
    const task = readTask(records.home, next);
    // A message is about what the conversation holds.
    const isOfItself = task?.form === 'command' || (task && isMessage(task));
    return !isOfItself && !attemptsOf(records.database, next).goOn;
  }

  async run(): Promise<void> {
    const text = `/${this.#parts.warmUp}`;
    this.#situation.enter({ kind: 'warming', sinceMs: nowMs(), text, isTaken: false });
    this.#situation.publish();
    const end = await this.#carryOut(text);
    this.#parts.log(`warm-up /${this.#parts.warmUp}: ${end}`);
    if (end === 'submitted') await this.#parts.changes.until(() => !this.#warming, PATIENCE_MS);
    if (this.#warming) this.#situation.enter({ kind: 'idle' });
    // What a person has in the box, or open, would keep the task back as well.
    if (end === 'draft' || end === 'no-editor') this.#situation.hold.start(end);
    else this.#isFresh = true;
    this.#situation.publish();
  }

  get #warming(): Extract<Phase, { kind: 'warming' }> | undefined {
    const { phase } = this.#situation;
    return phase.kind === 'warming' ? phase : undefined;
  }

  async #carryOut(text: string): Promise<DeliveryEnd> {
    const { records, client, changes, window, log } = this.#parts;
    try {
      return await deliver(client, {
        folder: records.places.deliver,
        nonce: randomBytes(6).toString('hex'),
        text,
        isCommand: true,
        changes,
        window,
        placed: () => {},
        refused: (reason) => log(`warm-up: ${reason}`),
        isSubmitted: () =>
          this.#warming?.isTaken ||
          this.#situation.phase.kind === 'idle' ||
          window.witness()?.state === 'busy',
        isOvertaken: () => !this.#warming && this.#situation.phase.kind !== 'idle',
      });
    } catch (error) {
      log(`warm-up: ${explain(error)}`);
      return 'overtaken';
    }
  }
}
