import { join } from 'node:path';
import { agentPlaces } from '../project/places.ts';
import { explain } from '../system/errors.ts';
import { writePrivateFile } from '../system/files.ts';
import { readTask } from '../tasks/put.ts';
import { claimNext } from '../tasks/queue.ts';
import { advance, type Claim, LostClaim, noteStep, type Retry, requeue, retryLater } from '../tasks/runs.ts';
import { markTaken } from '../tasks/taken.ts';
import { isMessage, type Outcome } from '../tasks/task.ts';
import type { WrapperParts } from './parts.ts';
import { finish, type Result } from './records.ts';

/**
 * The runs that this wrapper holds, and every write about them. A lost claim means that another wrapper has the task:
 * what this one knows of it is dropped.
 */
export class Claims {
  readonly #parts: WrapperParts;

  constructor(parts: WrapperParts) {
    this.#parts = parts;
  }

  /** Claims the next task, or the one named; undefined when there is none. */
  take(id?: string): Claim | undefined {
    const { records, owner, targets } = this.#parts;
    const claim = this.#unlessLost(() => claimNext(records.database, records.agent, owner, { id, targets }));
    if (claim && targets.length > 0) this.#tellSibling(claim.taskId);
    return claim;
  }

  /** An inbox entry for a task that is entered already changes nothing, but lets its first agent look at its queue. */
  #tellSibling(taskId: string): void {
    const { records, log } = this.#parts;
    const from = readTask(records.home, taskId)?.agent ?? records.agent;
    if (from === records.agent) return;
    try {
      writePrivateFile(join(agentPlaces(records.home, from).inbox, taskId), '');
    } catch (error) {
      // The task is claimed, whatever its first agent shows of it.
      log(`telling ${from}: ${explain(error)}`);
    }
  }

  placed(claim: Claim): void {
    this.#advance(claim, 'placed', 'the deliver script wrote it');
  }

  submitted(claim: Claim): void {
    this.#advance(claim, 'submitted', "the client's submit event carries it");
  }

  giveBack(claim: Claim, why: string): void {
    this.#unlessLost(() => requeue(this.#parts.records.database, claim, why));
  }

  /** The turn met a passing trouble: its task is tried again. */
  retryLater(claim: Claim, retry: Retry): void {
    this.#unlessLost(() => retryLater(this.#parts.records.database, claim, retry));
  }

  /** What happened within the run, for the history. */
  note(claim: Claim, what: string, evidence: string): void {
    this.#unlessLost(() => noteStep(this.#parts.records.database, claim, what, evidence));
  }

  finish(claim: Claim, outcome: Outcome, result: Result | null): void {
    const task = readTask(this.#parts.records.home, claim.taskId);
    // Nobody waits for what is said to a message; that one was not heard is news.
    if (task && isMessage(task) && outcome.kind === 'done') markTaken(this.#parts.records.home, claim.taskId);
    this.#unlessLost(() => finish(this.#parts.records, claim, outcome, result));
    this.#parts.ended(claim.taskId);
  }

  #advance(claim: Claim, state: 'placed' | 'submitted', evidence: string): void {
    this.#unlessLost(() => advance(this.#parts.records.database, claim, state, evidence));
  }

  #unlessLost<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof LostClaim)) throw error;
      this.#parts.log(error.message);
      return undefined;
    }
  }
}
