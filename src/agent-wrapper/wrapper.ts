import type { Status } from '../status/status.ts';
import { after, nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { listIfThere } from '../system/files.ts';
import { Claims } from './claims.ts';
import { Deliveries } from './deliveries.ts';
import { takeEvents } from './event-intake.ts';
import { MidTurn } from './mid-turn.ts';
import type { WrapperParts } from './parts.ts';
import type { Phase } from './phase.ts';
import { cancelQueued, clearCancel, expire, readInbox } from './records.ts';
import { Situation } from './situation.ts';
import { Turns } from './turns.ts';
import { WarmUp } from './warm-up.ts';

const YIELD_MS = 10;

/**
 * One agent at work. `work` brings tasks to the client, `look` takes in what has come since the last look; all that
 * both know is in the situation.
 *
 *     inbox ─► look ─► queue ─► work ─► Deliveries ─► the client
 *                                                        │ events, session file
 *     .done ◄── Claims ◄──────── Turns ◄─── look ◄───────┘
 */
export class Wrapper {
  readonly #parts: WrapperParts;
  readonly #situation: Situation;
  readonly #claims: Claims;
  readonly #deliveries: Deliveries;
  readonly #warmUp: WarmUp;
  readonly #midTurn: MidTurn;
  readonly #turns: Turns;
  #isYielding = false;

  constructor(parts: WrapperParts, phase: Phase) {
    const claims = new Claims(parts);
    this.#parts = parts;
    this.#claims = claims;
    this.#situation = new Situation(parts, phase, () => this.#turns.hearWitness(this.look));
    this.#deliveries = new Deliveries(parts, this.#situation, claims);
    this.#warmUp = new WarmUp(parts, this.#situation);
    this.#midTurn = new MidTurn(parts);
    this.#turns = new Turns(parts, this.#situation, claims, this.#deliveries);
  }

  get phase(): Phase {
    return this.#situation.phase;
  }

  /**
   * Takes in everything that has come since the last look: client events, tasks, requests to cancel, deadlines.
   * What cannot be written now (a full disk) stays where it is, and the next look takes it.
   */
  look = (): void => {
    if (this.#isYielding) return;
    const before = this.phase;
    try {
      this.#takeEvents();
      if (before.kind === 'running' && this.phase.kind === 'idle') this.#yield();
      else this.#takeRest();
    } catch (error) {
      this.#parts.log(`look: ${explain(error)}`);
    }
  };

  #takeEvents(): void {
    const { records, client } = this.#parts;
    this.#turns.takeAnswered();
    takeEvents(records.places.events, client, (event) => {
      if (event.kind === 'submitted') this.#warmUp.somethingWasSaid();
      this.#turns.onEvent(event);
    });
  }

  #takeRest(): void {
    const { records } = this.#parts;
    this.#turns.takeAnswered();
    const { cancels } = readInbox(records);
    for (const id of cancels) this.#cancel(id);
    expire(records);
    this.#midTurn.look(this.phase);
    this.#situation.readQueue();
    this.#situation.publish();
  }

  /** A task has ended. Whoever waits for its answer was woken just now and needs a processor: the rest can come a moment later. */
  #yield(): void {
    this.#isYielding = true;
    after(YIELD_MS, () => {
      this.#isYielding = false;
      this.look();
      this.#parts.changes.poke();
    });
  }

  /** Runs tasks one after the other until `isOver`. */
  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const begin = await this.#parts.changes.until(() => isOver() || this.#next());
      if (typeof begin === 'function') await begin();
    }
  }

  /** What is to be brought to the client now: a warm-up, then the task that it is for. */
  #next(): (() => Promise<void>) | undefined {
    if (!this.#deliveries.canBegin() || !this.#midTurn.settle()) return undefined;
    if (this.#warmUp.isDue) return () => this.#warmUp.run();
    const claim = this.#claims.take();
    return claim && (() => this.#deliveries.deliver(claim));
  }

  /** A new client process is starting. */
  clientStarting(): void {
    this.#situation.enter({ kind: 'starting' });
    this.#situation.publish();
  }

  /** The client was found alive by a new wrapper, with no run of ours in hand: a person may be in a turn. */
  clientAdopted(): void {
    const isIdle = this.#parts.window.witness()?.state === 'idle';
    this.#situation.enter(isIdle ? { kind: 'idle' } : { kind: 'attended', sinceMs: 0 });
  }

  /** A delivery that the wrapper before this one had in flight comes to its end, one way or the other. */
  settleDelivery(): Promise<void> {
    return this.#deliveries.settle();
  }

  /** The client's process has ended: what it had in hand is ended or given back. */
  clientGone(how: string): void {
    this.#isYielding = false;
    this.look();
    const { phase } = this.#situation;
    this.#situation.enter({ kind: 'gone' });
    this.#situation.questions.clear();
    this.#deliveries.clientGone(phase);
    if (phase.kind === 'running') this.#turns.clientGone(phase.claim, how);
    this.#situation.publish();
  }

  /** What the wrapper before this one was asked can still be answered: its client and whoever asks for it live on. */
  askAgain({ blocked_on: text, question_id: id, last_active }: Status): void {
    const { client, records } = this.#parts;
    if (text === null || id === null) return;
    // A script that hands a question over may have ended with its client's dialog meanwhile.
    const isHeard = [records.places.questions, records.places.answered].some((one) =>
      listIfThere(one).includes(id),
    );
    if (client.channel.kind === 'editor' && !isHeard) return;
    this.#situation.questions.add({ text, id, sinceMs: Date.parse(last_active) });
    this.#situation.publish();
  }

  /** Tells the person that the client cannot go on without them. */
  askPerson(text: string): void {
    this.#situation.questions.add({ text, sinceMs: nowMs() });
    this.#situation.publish();
  }

  /** A queued task ends at once, a running one by an interrupt; while one is being delivered the request stays. */
  #cancel(id: string): void {
    const { records, client } = this.#parts;
    const { phase, parked } = this.#situation;
    if (phase.kind === 'delivering' && phase.claim.taskId === id) return;
    clearCancel(records, id);
    const wait = parked?.taskId === id ? parked.why : undefined;
    const reason = wait ? `cancelled while it waited: ${wait}` : 'cancelled before it was begun';
    const isCancelled = cancelQueued(records, id, { kind: 'cancelled', reason });
    // The client would go on with it by itself.
    if (wait && client.goesOnWithinMs) this.#turns.interrupt(id);
    if (isCancelled) return;
    if (phase.kind === 'running' && phase.claim.taskId === id) this.#turns.interrupt(id);
  }
}
