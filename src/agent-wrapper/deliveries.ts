import { randomBytes } from 'node:crypto';
import type { ClientEvent } from '../clients/client.ts';
import { after, nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { type Claim, claimedMs } from '../tasks/runs.ts';
import type { Claims } from './claims.ts';
import { deliver } from './deliver.ts';
import type { DeliveryEnd } from './delivery.ts';
import { deliveryText } from './delivery-text.ts';
import type { WrapperParts } from './parts.ts';
import { holdsText, type Phase } from './phase.ts';
import type { Situation } from './situation.ts';

type Delivering = Extract<Phase, { kind: 'delivering' }>;
type Submitted = Extract<ClientEvent, { kind: 'submitted' }>;
type GivenBack = Exclude<DeliveryEnd, 'submitted'>;

const LOOK_AGAIN_MS = 50;
/** A submit event that a wrapper before this one caused may still be on its way. */
const SUBMIT_ON_ITS_WAY_MS = 1_500;
/** A client without a session file is taken to accept keys this long after its start event. */
const KEYS_AFTER_START_MS = 3_000;
/** A prompt that a client never takes must not keep the others waiting for ever. */
const MOST_DELIVERIES = 3;

/** On a machine that is all but standing still. */
const LATE_EVENT_MS = 5_000;
const BEGUN_UNTOLD =
  'The client began a turn when this prompt was in its input box, and never told what with: look at its window before you ask again.';

/** How tasks reach the client: claimed when it can take one, delivered, and given back when it does not take it. */
export class Deliveries {
  readonly #parts: WrapperParts;
  readonly #situation: Situation;
  readonly #claims: Claims;
  #readyMs = 0;
  /** The claim whose prompt the client took last: a short run may be over before its delivery looks. */
  #taken: Claim | undefined;
  #current: Delivering | undefined;
  /** Why the client's side gave the last prompt back, where it says so. */
  #refusal: string | undefined;
  #lapsed: { taskId: string; text: string } | undefined;
  #notTaken: { taskId: string; times: number } | undefined;

  constructor(parts: WrapperParts, situation: Situation, claims: Claims) {
    this.#parts = parts;
    this.#situation = situation;
    this.#claims = claims;
  }

  /** There is something to be delivered, and the client can take it now. */
  canBegin(): boolean {
    if (!this.#situation.isFree) return false;
    if (this.#takesKeys()) return true;
    after(LOOK_AGAIN_MS, this.#parts.changes.poke);
    return false;
  }

  async deliver(claim: Claim): Promise<void> {
    const phase = this.#deliveryOf(claim);
    this.#situation.dequeue(claim.taskId);
    this.#current = phase;
    this.#refusal = undefined;
    this.#situation.enter(phase);
    const ending = this.#carryOut(phase);
    // The key is pressed by now, or the screen is being looked at: others may read of it meanwhile.
    this.#situation.publish();
    let end = await ending;
    const hasPerhapsBegun = end === 'not-taken' && (await this.#hasBegunUntold(phase));
    if (this.#taken === claim) end = 'submitted';
    this.#current = undefined;
    this.#parts.log(`task ${claim.taskId}: ${end}`);
    if (end !== 'submitted') {
      if (this.#situation.phase === phase) this.#situation.enter({ kind: 'idle' });
      this.#giveBack(phase, end, hasPerhapsBegun);
    }
    this.#situation.publish();
  }

  /** Waits for the submit event of a delivery that the wrapper before this one had in flight, else gives it back. */
  async settle(): Promise<void> {
    const { phase } = this.#situation;
    if (phase.kind !== 'delivering') return;
    await this.#parts.changes.until(() => this.#situation.phase !== phase, SUBMIT_ON_ITS_WAY_MS);
    if (this.#situation.phase !== phase) return;
    const hasPerhapsBegun = await this.#hasBegunUntold(phase);
    if (this.#situation.phase !== phase) return;
    this.#situation.enter({ kind: 'idle' });
    this.#giveBack(phase, 'overtaken', hasPerhapsBegun);
  }

  /** The client has ended; a delivery that is being carried out here notices that by itself. */
  clientGone(phase: Phase): void {
    if (phase.kind === 'delivering' && phase !== this.#current) this.#giveBack(phase, 'overtaken');
  }

  clientReady(): void {
    this.#readyMs = nowMs();
  }

  /** The client has taken the prompt of this claim. */
  taken(claim: Claim): void {
    this.#taken = claim;
  }

  /**
   * A prompt that was not delivered may be that of a task's run all the same: it was given back and is taken late (a
   * person pressed Enter on it), or the client goes on by itself with the task that a usage limit has parked.
   */
  reclaim({ prompt, goesOnByItself }: Submitted): void {
    if (this.#situation.phase.kind !== 'idle') return;
    const parked = this.#situation.parked;
    if (goesOnByItself && parked) this.#takeAsRun(parked.taskId, prompt);
    else if (this.#lapsed && holdsText(prompt, this.#lapsed.text))
      this.#takeAsRun(this.#lapsed.taskId, this.#lapsed.text);
  }

  #takeAsRun(taskId: string, text: string): void {
    const claim = this.#claims.take(taskId);
    if (claim) this.#situation.enter({ kind: 'delivering', claim, text, isCommand: false });
  }

  /**
   * The client's session file shows what no event does: that a client which has just started takes no keys yet (the
   * file is not there), that a dialog of a person's is open, or that a slash command which they typed is at work.
   */
  #takesKeys(): boolean {
    const witness = this.#parts.window.witness();
    if (!witness) return nowMs() - this.#readyMs > KEYS_AFTER_START_MS;
    if (witness.state === 'waiting' || witness.state === 'stuck') {
      this.#situation.hold.start('no-editor', witness.state === 'stuck' ? witness.waitingFor : undefined);
      this.#situation.publish();
    }
    return witness.state === 'idle' || witness.state === 'background';
  }

  /**
   * The client has begun a turn since the prompt was claimed, and no event has told of it: the event is late, or was lost,
   * on a full disk perhaps. It may be our prompt's turn, which must not be begun a second time.
   */
  async #hasBegunUntold(phase: Delivering): Promise<boolean> {
    const isSame = () => this.#situation.phase === phase;
    const witness = this.#parts.window.witness();
    if (!isSame() || !witness || witness.state === 'waiting') return false;
    if (witness.state === 'idle' && !(witness.sinceMs > claimedMs(this.#parts.records.database, phase.claim)))
      return false;
    await this.#parts.changes.until(() => !isSame(), LATE_EVENT_MS);
    return isSame() || this.#situation.phase.kind === 'gone';
  }

  #deliveryOf(claim: Claim): Delivering {
    const { records, client, status } = this.#parts;
    const hasConversation = status.current.conversation_id !== null;
    return { kind: 'delivering', claim, ...deliveryText(records, client, claim, hasConversation) };
  }

  async #carryOut(phase: Delivering): Promise<DeliveryEnd> {
    const { records, client, changes, window, log } = this.#parts;
    try {
      return await deliver(client, {
        folder: records.places.deliver,
        nonce: randomBytes(6).toString('hex'),
        text: phase.text,
        isCommand: phase.isCommand,
        changes,
        window,
        placed: () => this.#claims.placed(phase.claim),
        refused: (reason) => {
          this.#refusal = reason;
        },
        isSubmitted: () => this.#taken === phase.claim,
        isOvertaken: () => this.#situation.phase !== phase || !window.isThere(),
      });
    } catch (error) {
      // The window is closing, or the disk is full: the prompt was not submitted.
      log(`delivery: ${explain(error)}`);
      return 'no-editor';
    }
  }

  /** Counted here: a task's fence counts its other claims too. */
  #timesNotTaken({ taskId }: Claim): number {
    const times = this.#notTaken?.taskId === taskId ? this.#notTaken.times + 1 : 1;
    this.#notTaken = { taskId, times };
    return times;
  }

  #giveBack({ claim, text, isCommand }: Delivering, end: GivenBack, hasPerhapsBegun = false): void {
    if (hasPerhapsBegun) {
      this.#claims.finish(claim, { kind: 'failed', reason: BEGUN_UNTOLD }, null);
      return;
    }
    const isLast = end === 'not-taken' && this.#timesNotTaken(claim) >= MOST_DELIVERIES;
    if (isLast || (end === 'not-taken' && isCommand)) {
      const reason = this.#refusal ?? 'The client gave no sign that it took it: look at its window.';
      this.#claims.finish(claim, { kind: 'failed', reason }, null);
      return;
    }
    this.#claims.giveBack(claim, end);
    this.#situation.readQueue();
    this.#lapsed = { taskId: claim.taskId, text };
    if (end !== 'overtaken') this.#situation.hold.start(end);
  }
}
