import { randomBytes } from 'node:crypto';
import type { Client, ClientEvent, Witness } from '../clients/client.ts';
import type { StatusWriter } from '../status/write.ts';
import type { Changes } from '../system/changes.ts';
import { after, every, nowMs } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { type ProcessIdentity, signalProcess } from '../system/processes.ts';
import { readPrompt, readTask } from '../tasks/put.ts';
import { advance, type Claim, claimNext, LostClaim, queueOf, requeue } from '../tasks/runs.ts';
import type { Outcome } from '../tasks/task.ts';
import { type DeliveryEnd, deliver } from './delivery.ts';
import { takeEvents } from './event-intake.ts';
import { Hold } from './hold.ts';
import { holdsText, type Phase, type Step, step } from './phase.ts';
import { cancelQueued, clearCancel, expire, finish, type Records, readInbox } from './records.ts';

/** What the wrapper needs of the world; `main.ts` puts it together. */
export interface WrapperParts {
  readonly client: Client;
  readonly records: Records;
  readonly status: StatusWriter;
  readonly changes: Changes;
  readonly owner: ProcessIdentity;
  readonly log: Log;
  readonly onClientDeath: 'report' | 'rerun';
  clientPid(): number | undefined;
  press(key: string): Promise<void>;
  screen(): Promise<string[]>;
}

type Delivering = Extract<Phase, { kind: 'delivering' }>;

/** The witness is read this often while a turn is on; Esc must be noticed within a second. */
const WITNESS_EVERY_MS = 200;
/** The client's session file may say idle a moment before its Stop event arrives. */
const STOP_GRACE_MS = 500;
const SUBMIT_ON_ITS_WAY_MS = 1_500;
const LOOK_AGAIN_MS = 50;
/** A prompt that a client never takes must not keep the others waiting for ever. */
const MOST_DELIVERIES = 3;
/** A client without a session file is taken to have started this long after its start event. */
const KEYS_AFTER_START_MS = 3_000;

/** One agent's life between two starts of its client: takes tasks, delivers them, and records how they end. */
export class Wrapper {
  readonly #parts: WrapperParts;
  #phase: Phase;
  #asked: { question: string; sinceMs: number } | undefined;
  #cancelAsked: string | undefined;
  readonly #hold: Hold;
  #stopWitness: (() => void) | undefined;

  constructor(parts: WrapperParts, phase: Phase) {
    this.#parts = parts;
    this.#phase = phase;
    this.#hold = new Hold(parts.changes);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Takes in everything that has come since the last look: client events, tasks, requests to cancel, deadlines. */
  look = (): void => {
    const { records, client } = this.#parts;
    takeEvents(records.places.events, client, (event) => this.#onEvent(event));
    for (const id of readInbox(records).cancels) this.#cancel(id);
    expire(records);
    this.#publish();
  };

  /** Runs tasks one after the other until `isOver`. */
  async work(isOver: () => boolean): Promise<void> {
    const { changes } = this.#parts;
    while (!isOver()) {
      const claim = await changes.until(() => isOver() || this.#claim());
      if (claim && claim !== true) await this.#deliver(claim);
    }
  }

  /** The client's process has ended: what it had in hand is ended or given back, by policy. */
  clientGone(how: string): void {
    this.look();
    const phase = this.#phase;
    this.#enter({ kind: 'gone' });
    this.#asked = undefined;
    if (phase.kind === 'delivering' && !this.#isDelivering) this.#giveBack(phase, 'overtaken');
    if (phase.kind === 'running') this.#endInterruptedRun(phase.claim, how);
    this.#publish();
  }

  /** A delivery that a wrapper before this one had in flight: its submit event may still be on its way. */
  async settleDelivery(): Promise<void> {
    const phase = this.#phase;
    if (phase.kind !== 'delivering') return;
    await this.#parts.changes.until(() => this.#phase !== phase, SUBMIT_ON_ITS_WAY_MS);
    if (this.#phase !== phase) return;
    this.#enter({ kind: 'idle' });
    this.#giveBack(phase, 'overtaken');
  }

  /** The client was found alive, with no run of ours in hand: it may be in a turn of a person's. */
  adopted(as: 'starting' | 'turn-unknown'): void {
    const pid = this.#parts.clientPid();
    const busy =
      pid !== undefined && this.#parts.client.witness(pid, this.#parts.records.places)?.state !== 'idle';
    if (as === 'starting') return;
    this.#enter(busy ? { kind: 'attended', sinceMs: 0 } : { kind: 'idle' });
  }

  /** The agent is being stopped: what it has in hand is ended or given back. */
  stopping(why: string): void {
    this.clientGone(`The agent was stopped (${why})`);
    this.#stopWitness?.();
  }

  /** A new client process is starting. */
  clientStarting(): void {
    this.#enter({ kind: 'starting' });
    this.#publish();
  }

  /** Tells the person that the client cannot go on without them. */
  askPerson(question: string): void {
    this.#asked = { question, sinceMs: nowMs() };
    this.#publish();
  }

  #claim(): Claim | undefined {
    if (this.#phase.kind !== 'idle' || this.#asked || this.#hold.isHeld) return undefined;
    const { records, owner } = this.#parts;
    if (!this.#clientTakesKeys()) {
      after(LOOK_AGAIN_MS, this.#parts.changes.poke);
      return undefined;
    }
    return this.#guarded(() => claimNext(records.database, records.agent, owner));
  }

  /**
   * The client's session file shows what no event does: that a client which has just started does not take keys yet
   * (the file is not there), and that it works on a slash command which a person typed.
   */
  #clientTakesKeys(): boolean {
    const witness = this.#witness();
    if (witness?.state === 'waiting') this.#hold.start('no-editor');
    if (witness) return witness.state === 'idle' || witness.state === 'background';
    return nowMs() - this.#readyMs > KEYS_AFTER_START_MS;
  }
  #readyMs = 0;

  #witness(): Witness | undefined {
    const pid = this.#parts.clientPid();
    return pid === undefined ? undefined : this.#parts.client.witness(pid, this.#parts.records.places);
  }

  async #deliver(claim: Claim): Promise<void> {
    const { records, client, changes, press, screen, log } = this.#parts;
    const task = readTask(records.home, claim.taskId);
    const prompt = readPrompt(records.home, claim.taskId);
    const isCommand = task?.form === 'command';
    const text = isCommand ? prompt.trim() : client.asText(prompt);
    const phase: Delivering = { kind: 'delivering', claim, text, isCommand };
    this.#enter(phase);
    this.#publish();
    this.#isDelivering = true;
    const end = await deliver({
      folder: records.places.deliver,
      nonce: randomBytes(6).toString('hex'),
      text,
      client,
      changes,
      press,
      screen,
      wake: () => void signalProcess(this.#parts.clientPid() ?? 0, 'SIGCONT'),
      placed: () =>
        this.#guarded(() => advance(records.database, claim, 'placed', 'the deliver script wrote it')),
      isSubmitted: () => this.#isTaken(claim),
      isOvertaken: () => this.#phase !== phase,
    });
    this.#isDelivering = false;
    log(`task ${claim.taskId}: ${end}`);
    if (end !== 'submitted' && this.#phase === phase) this.#enter({ kind: 'idle' });
    if (end !== 'submitted') this.#giveBack(phase, end);
    this.#publish();
  }

  #isDelivering = false;

  /** Whether our prompt was taken: its run is on, or was so short that it is over already. */
  #isTaken(claim: Claim): boolean {
    return this.#taken === claim;
  }
  #taken: Claim | undefined;

  #giveBack({ claim, text, isCommand }: Delivering, end: Exclude<DeliveryEnd, 'submitted'>): void {
    if (isCommand && end === 'not-taken') {
      const reason = 'The client gave no sign that it took the command: look at its window.';
      this.#finish(claim, { kind: 'failed', reason }, null);
      return;
    }
    if (end === 'not-taken' && claim.fence >= MOST_DELIVERIES) {
      const reason = `The client did not take the prompt, ${MOST_DELIVERIES} times: look at its window.`;
      this.#finish(claim, { kind: 'failed', reason }, null);
      return;
    }
    this.#guarded(() => requeue(this.#parts.records.database, claim, end));
    this.#lapsed = { taskId: claim.taskId, text };
    if (end !== 'overtaken') this.#hold.start(end);
  }

  /** A prompt that was given back and is taken late after all (a person pressed Enter on it) is that task's run. */
  #lapsed: { taskId: string; text: string } | undefined;
  #reclaimLapsed(prompt: string): void {
    const { records, owner } = this.#parts;
    const lapsed = this.#lapsed;
    if (!lapsed || this.#phase.kind !== 'idle' || !holdsText(prompt, lapsed.text)) return;
    const claim = claimNext(records.database, records.agent, owner, lapsed.taskId);
    if (claim) this.#enter({ kind: 'delivering', claim, text: lapsed.text, isCommand: false });
  }

  #onEvent(event: ClientEvent): void {
    const { status } = this.#parts;
    if (event.kind === 'ready') this.#readyMs = nowMs();
    if (event.kind === 'submitted') this.#reclaimLapsed(event.prompt);
    if (event.kind === 'asks') this.#asked = { question: event.question, sinceMs: nowMs() };
    else this.#asked = undefined;
    this.#hold.release();
    if (event.kind === 'submitted') {
      status.update({ conversation_id: event.conversationId, context_summary: firstLine(event.prompt) });
    }
    // A conversation without a turn is not on the client's disk: there is nothing to resume after `/clear`.
    const isNew = event.kind === 'ready' && event.conversationId !== status.current.conversation_id;
    if (isNew && this.#phase.kind !== 'starting') {
      status.update({ conversation_id: null });
    }
    this.#apply(step(this.#phase, event, nowMs()));
  }

  #apply({ phase, submitted, ended }: Step): void {
    const { records } = this.#parts;
    if (submitted) {
      this.#taken = submitted;
      this.#guarded(() =>
        advance(records.database, submitted, 'submitted', "the client's submit event carries it"),
      );
    }
    if (ended?.how.kind === 'stopped') {
      this.#finish(ended.claim, { kind: 'done' }, { text: ended.how.text, file: ended.how.resultFile });
    } else if (ended) {
      this.#finish(ended.claim, { kind: 'failed', reason: (ended.how as { error: string }).error }, null);
    }
    this.#enter(phase);
  }

  #finish(claim: Claim, outcome: Outcome, result: { text: string; file: string | null } | null): void {
    this.#guarded(() => finish(this.#parts.records, claim, outcome, result));
    if (this.#cancelAsked === claim.taskId) this.#cancelAsked = undefined;
  }

  /** A stale claim means that another wrapper has the task: what this one knows of it is dropped. */
  #guarded<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof LostClaim)) throw error;
      this.#parts.log(error.message);
      return undefined;
    }
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    const inTurn = phase.kind === 'running' || phase.kind === 'attended' || phase.kind === 'delivering';
    if (inTurn) this.#stopWitness ??= every(WITNESS_EVERY_MS, () => this.#askWitness());
    else {
      this.#stopWitness?.();
      this.#stopWitness = undefined;
    }
  }

  /** The second source: it alone shows that a turn was interrupted, or that a question was answered. */
  #askWitness(): void {
    const witness = this.#witness();
    if (!witness) return;
    const phase = this.#phase;
    // A dialog that no event announces, such as the one of the client's own safety check.
    if (!this.#asked && witness.state === 'waiting' && nowMs() - witness.sinceMs > STOP_GRACE_MS) {
      this.#asked = { question: `It waits for a person: ${witness.waitingFor}`, sinceMs: witness.sinceMs };
    }
    if (this.#asked && witness.state === 'busy' && witness.sinceMs > this.#asked.sinceMs)
      this.#asked = undefined;
    if (phase.kind === 'delivering' && phase.isCommand && witness.state === 'busy') {
      this.#apply(step(phase, { kind: 'submitted', prompt: phase.text, conversationId: '' }, nowMs()));
    }
    const turnOver = witness.state === 'idle' && nowMs() - witness.sinceMs > STOP_GRACE_MS;
    if (
      turnOver &&
      (phase.kind === 'running' || phase.kind === 'attended') &&
      witness.sinceMs > phase.sinceMs
    )
      this.#turnWithoutStop(phase);
    this.#publish();
    this.#parts.changes.poke();
  }

  #turnWithoutStop(phase: Extract<Phase, { kind: 'running' | 'attended' }>): void {
    this.look();
    if (this.#phase !== phase) return;
    if (phase.kind === 'running') {
      if (phase.pending.length > 0) return;
      const reason =
        this.#cancelAsked === phase.claim.taskId ? 'stopped at your request' : 'interrupted in its window';
      const outcome: Outcome = phase.isCommand ? { kind: 'done' } : { kind: 'cancelled', reason };
      this.#finish(phase.claim, outcome, phase.isCommand ? { text: '', file: null } : null);
    }
    this.#asked = undefined;
    this.#enter({ kind: 'idle' });
  }

  #cancel(id: string): void {
    const { records, client, press, log } = this.#parts;
    const phase = this.#phase;
    if (phase.kind === 'delivering' && phase.claim.taskId === id) return;
    clearCancel(records, id);
    if (cancelQueued(records, id, { kind: 'cancelled', reason: 'cancelled before it was begun' })) return;
    if (phase.kind !== 'running' || phase.claim.taskId !== id) return;
    this.#cancelAsked = id;
    // Only here, and only because a person asked for it, is the client's own interrupt key pressed.
    press(client.keys.interrupt).catch((error) => log(`interrupt: ${error.message}`));
  }

  #endInterruptedRun(claim: Claim, how: string): void {
    if (this.#parts.onClientDeath === 'rerun') {
      this.#guarded(() => requeue(this.#parts.records.database, claim, `${how}; run again by config`));
      return;
    }
    const reason = `${how} after it had taken the prompt: how far the work got is not known. Its conversation is resumed in its window.`;
    this.#finish(claim, { kind: 'agent-gone', reason }, null);
  }

  #publish(): void {
    const { status, records } = this.#parts;
    const phase = this.#phase;
    const queue = queueOf(records.database, records.agent);
    if (queue.length === 0) this.#hold.release();
    const blockedOn = this.#asked?.question ?? this.#hold.reason ?? null;
    const work = phase.kind === 'delivering' || phase.kind === 'running' || phase.kind === 'attended';
    const base = phase.kind === 'starting' || phase.kind === 'gone' ? 'starting' : work ? 'working' : 'idle';
    status.update({
      status: blockedOn ? 'blocked' : base,
      blocked_on: blockedOn,
      attended: phase.kind === 'attended' || this.#hold.isDraft,
      current_task: phase.kind === 'delivering' || phase.kind === 'running' ? phase.claim.taskId : null,
      queue,
    });
  }
}

const firstLine = (prompt: string): string => (prompt.trim().split('\n', 1)[0] ?? '').slice(0, 120);
