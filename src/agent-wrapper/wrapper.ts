import { randomBytes } from 'node:crypto';
import type { Client, ClientEvent, Witness } from '../clients/client.ts';
import type { StatusWriter } from '../status/write.ts';
import type { Changes } from '../system/changes.ts';
import { after, every, nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import type { Log } from '../system/log.ts';
import type { ProcessIdentity } from '../system/processes.ts';
import { readTask, readWholePrompt } from '../tasks/put.ts';
import { claimNext, queueOf } from '../tasks/queue.ts';
import { advance, type Claim, LostClaim, requeue } from '../tasks/runs.ts';
import type { Outcome } from '../tasks/task.ts';
import { type DeliveryEnd, deliver } from './delivery.ts';
import { takeEvents } from './event-intake.ts';
import { Hold } from './hold.ts';
import { type Ending, holdsText, type Phase, type Step, step } from './phase.ts';
import {
  cancelQueued,
  clearCancel,
  expire,
  finish,
  type Records,
  type Result,
  readInbox,
} from './records.ts';
import { hearWitness, type Question } from './second-source.ts';
import { statusFields } from './status-fields.ts';

/** What the wrapper needs of the world; `life.ts` puts it together. */
export interface WrapperParts {
  readonly client: Client;
  readonly records: Records;
  readonly status: StatusWriter;
  readonly changes: Changes;
  readonly owner: ProcessIdentity;
  readonly log: Log;
  readonly onClientDeath: 'report' | 'rerun';
  readonly backgroundTasks: 'wait' | 'ignore';
  readonly window: ClientWindow;
}

/** The client as it stands in its window: what can be pressed, seen and asked there. */
export interface ClientWindow {
  press(key: string): Promise<void>;
  screen(): Promise<string[]>;
  wake(): void;
  witness(): Witness | undefined;
}

type Delivering = Extract<Phase, { kind: 'delivering' }>;
type GivenBack = Exclude<DeliveryEnd, 'submitted'>;

/** The witness is read this often while a turn is on; Esc must be noticed within a second. */
const WITNESS_EVERY_MS = 200;
const LOOK_AGAIN_MS = 50;
/** A submit event that a wrapper before this one caused may still be on its way. */
const SUBMIT_ON_ITS_WAY_MS = 1_500;
/** A client without a session file is taken to accept keys this long after its start event. */
const KEYS_AFTER_START_MS = 3_000;
/** A prompt that a client never takes must not keep the others waiting for ever. */
const MOST_DELIVERIES = 3;

/** One agent at work: takes its tasks, delivers them to its client, and records how they end. */
export class Wrapper {
  readonly #parts: WrapperParts;
  readonly #hold: Hold;
  #phase: Phase;
  #question: Question | undefined;
  #queue: string[] = [];
  #readyMs = 0;
  /** The claim whose prompt the client took last: a short run may be over before its delivery looks. */
  #taken: Claim | undefined;
  #delivery: Delivering | undefined;
  #lapsed: { taskId: string; text: string } | undefined;
  #cancelAsked: string | undefined;
  #stopWitness: (() => void) | undefined;

  constructor(parts: WrapperParts, phase: Phase) {
    this.#parts = parts;
    this.#phase = phase;
    this.#hold = new Hold(parts.changes);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /**
   * Takes in everything that has come since the last look: client events, tasks, requests to cancel, deadlines.
   * What cannot be written now (a full disk) stays where it is, and the next look takes it.
   */
  look = (): void => {
    const { records, client, log } = this.#parts;
    try {
      takeEvents(records.places.events, client, (event) => this.#onEvent(event));
      for (const id of readInbox(records).cancels) this.#cancel(id);
      expire(records);
      this.#queue = queueOf(records.database, records.agent);
      this.#publish();
    } catch (error) {
      log(`look: ${explain(error)}`);
    }
  };

  /** Runs tasks one after the other until `isOver`. */
  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const claim = await this.#parts.changes.until(() => isOver() || this.#claim());
      if (claim && claim !== true) await this.#deliver(claim);
    }
  }

  /** A new client process is starting. */
  clientStarting(): void {
    this.#enter({ kind: 'starting' });
    this.#publish();
  }

  /** The client was found alive by a new wrapper, with no run of ours in hand: a person may be in a turn. */
  clientAdopted(): void {
    const isIdle = this.#parts.window.witness()?.state === 'idle';
    this.#enter(isIdle ? { kind: 'idle' } : { kind: 'attended', sinceMs: 0 });
  }

  /** Waits for the submit event of a delivery that the wrapper before this one had in flight, else gives it back. */
  async settleDelivery(): Promise<void> {
    const phase = this.#phase;
    if (phase.kind !== 'delivering') return;
    await this.#parts.changes.until(() => this.#phase !== phase, SUBMIT_ON_ITS_WAY_MS);
    if (this.#phase !== phase) return;
    this.#enter({ kind: 'idle' });
    this.#giveBack(phase, 'overtaken');
  }

  /** The client's process has ended: what it had in hand is ended or given back, by policy. */
  clientGone(how: string): void {
    this.look();
    const phase = this.#phase;
    this.#enter({ kind: 'gone' });
    this.#question = undefined;
    if (phase.kind === 'delivering' && phase !== this.#delivery) this.#giveBack(phase, 'overtaken');
    if (phase.kind === 'running') this.#endBrokenRun(phase.claim, how);
    this.#publish();
  }

  /** Tells the person that the client cannot go on without them. */
  askPerson(text: string): void {
    this.#question = { text, sinceMs: nowMs() };
    this.#publish();
  }

  #claim(): Claim | undefined {
    const { records, owner, changes } = this.#parts;
    if (this.#queue.length === 0 || this.#phase.kind !== 'idle' || this.#question || this.#hold.isHeld)
      return undefined;
    if (!this.#takesKeys()) {
      after(LOOK_AGAIN_MS, changes.poke);
      return undefined;
    }
    return this.#unlessLost(() => claimNext(records.database, records.agent, owner));
  }

  /**
   * The client's session file shows what no event does: that a client which has just started takes no keys yet (the
   * file is not there), that a dialog of a person's is open, or that a slash command which they typed is at work.
   */
  #takesKeys(): boolean {
    const witness = this.#parts.window.witness();
    if (!witness) return nowMs() - this.#readyMs > KEYS_AFTER_START_MS;
    if (witness.state === 'waiting') {
      this.#hold.start('no-editor');
      this.#publish();
    }
    return witness.state === 'idle' || witness.state === 'background';
  }

  async #deliver(claim: Claim): Promise<void> {
    const phase = this.#deliveryOf(claim);
    this.#queue = this.#queue.filter((id) => id !== claim.taskId);
    this.#delivery = phase;
    this.#enter(phase);
    this.#publish();
    const end = await this.#carryOut(phase);
    this.#delivery = undefined;
    this.#parts.log(`task ${claim.taskId}: ${end}`);
    if (end !== 'submitted') {
      if (this.#phase === phase) this.#enter({ kind: 'idle' });
      this.#giveBack(phase, end);
    }
    this.#publish();
  }

  #deliveryOf(claim: Claim): Delivering {
    const { records, client } = this.#parts;
    const prompt = readWholePrompt(records.home, claim.taskId);
    const isCommand = readTask(records.home, claim.taskId)?.form === 'command';
    return { kind: 'delivering', claim, text: isCommand ? prompt.trim() : client.asText(prompt), isCommand };
  }

  async #carryOut(phase: Delivering): Promise<DeliveryEnd> {
    const { records, client, changes, window, log } = this.#parts;
    const evidence = 'the deliver script wrote it';
    try {
      return await deliver({
        folder: records.places.deliver,
        nonce: randomBytes(6).toString('hex'),
        text: phase.text,
        client,
        changes,
        window,
        placed: () => this.#unlessLost(() => advance(records.database, phase.claim, 'placed', evidence)),
        isSubmitted: () => this.#taken === phase.claim,
        isOvertaken: () => this.#phase !== phase,
      });
    } catch (error) {
      // The window is closing, or the disk is full: the prompt was not submitted.
      log(`delivery: ${explain(error)}`);
      return 'no-editor';
    }
  }

  #giveBack({ claim, text, isCommand }: Delivering, end: GivenBack): void {
    const { records } = this.#parts;
    if (end === 'not-taken' && (isCommand || claim.fence >= MOST_DELIVERIES)) {
      const reason = 'The client gave no sign that it took it: look at its window.';
      this.#finish(claim, { kind: 'failed', reason }, null);
      return;
    }
    this.#unlessLost(() => requeue(records.database, claim, end));
    this.#queue = queueOf(records.database, records.agent);
    this.#lapsed = { taskId: claim.taskId, text };
    if (end !== 'overtaken') this.#hold.start(end);
  }

  /** A prompt that was given back and is taken late after all (a person pressed Enter on it) is that task's run. */
  #reclaimLapsed(prompt: string): void {
    const { records, owner } = this.#parts;
    const lapsed = this.#lapsed;
    if (!lapsed || this.#phase.kind !== 'idle' || !holdsText(prompt, lapsed.text)) return;
    const claim = claimNext(records.database, records.agent, owner, { id: lapsed.taskId });
    if (claim) this.#enter({ kind: 'delivering', claim, text: lapsed.text, isCommand: false });
  }

  #onEvent(event: ClientEvent): void {
    if (event.kind === 'ready') this.#readyMs = nowMs();
    if (event.kind === 'submitted') this.#reclaimLapsed(event.prompt);
    this.#question = event.kind === 'asks' ? { text: event.question, sinceMs: nowMs() } : undefined;
    this.#hold.release();
    this.#followConversation(event);
    const ignoresPending = event.kind === 'stopped' && this.#parts.backgroundTasks === 'ignore';
    this.#take(step(this.#phase, ignoresPending ? { ...event, pending: [] } : event, nowMs()));
  }

  #followConversation(event: ClientEvent): void {
    const { status } = this.#parts;
    if (event.kind === 'submitted') {
      status.update({ conversation_id: event.conversationId, context_summary: firstLine(event.prompt) });
    }
    // A conversation without a turn is not on the client's disk: after `/clear` there is nothing to resume.
    const isNew = event.kind === 'ready' && event.conversationId !== status.current.conversation_id;
    if (isNew && this.#phase.kind !== 'starting') status.update({ conversation_id: null });
  }

  #take({ phase, submitted, ended }: Step): void {
    if (submitted) {
      const evidence = "the client's submit event carries it";
      this.#taken = submitted;
      this.#unlessLost(() => advance(this.#parts.records.database, submitted, 'submitted', evidence));
    }
    if (ended) this.#finishTurn(ended.claim, ended.how);
    this.#enter(phase);
  }

  #finishTurn(claim: Claim, how: Ending): void {
    if (how.kind === 'stopped')
      this.#finish(claim, { kind: 'done' }, { text: how.text, file: how.resultFile });
    else this.#finish(claim, { kind: 'failed', reason: how.error }, null);
  }

  #finish(claim: Claim, outcome: Outcome, result: Result | null): void {
    this.#unlessLost(() => finish(this.#parts.records, claim, outcome, result));
    if (this.#cancelAsked === claim.taskId) this.#cancelAsked = undefined;
  }

  /** A lost claim means that another wrapper has the task: what this one knows of it is dropped. */
  #unlessLost<T>(action: () => T): T | undefined {
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
    if (phase.kind === 'delivering' || 'sinceMs' in phase) {
      this.#stopWitness ??= every(WITNESS_EVERY_MS, () => this.#hearWitness());
    } else {
      this.#stopWitness?.();
      this.#stopWitness = undefined;
    }
  }

  #hearWitness(): void {
    const witness = this.#parts.window.witness();
    if (!witness) return;
    const phase = this.#phase;
    const says = hearWitness(witness, { phase, question: this.#question }, nowMs());
    if (says.kind === 'nothing') return;
    if (says.kind === 'asks') this.#question = says.question;
    if (says.kind === 'answered') this.#question = undefined;
    if (says.kind === 'command-taken' && phase.kind === 'delivering') {
      this.#take(step(phase, { kind: 'submitted', prompt: phase.text, conversationId: '' }, nowMs()));
    }
    if (says.kind === 'turn-over') this.#endTurnWithoutStop(phase);
    this.#publish();
    this.#parts.changes.poke();
  }

  #endTurnWithoutStop(phase: Phase): void {
    this.look();
    if (this.#phase !== phase || (phase.kind === 'running' && phase.pending.length > 0)) return;
    if (phase.kind === 'running') {
      const reason =
        this.#cancelAsked === phase.claim.taskId ? 'stopped at your request' : 'interrupted in its window';
      // A command for the client itself gives no result and no Stop event; that it is over is all there is to say.
      if (phase.isCommand) this.#finish(phase.claim, { kind: 'done' }, { text: '', file: null });
      else this.#finish(phase.claim, { kind: 'cancelled', reason }, null);
    }
    this.#question = undefined;
    this.#enter({ kind: 'idle' });
  }

  #cancel(id: string): void {
    const { records, client, window, log } = this.#parts;
    const phase = this.#phase;
    if (phase.kind === 'delivering' && phase.claim.taskId === id) return;
    clearCancel(records, id);
    if (cancelQueued(records, id, { kind: 'cancelled', reason: 'cancelled before it was begun' })) return;
    if (phase.kind !== 'running' || phase.claim.taskId !== id) return;
    this.#cancelAsked = id;
    // Only here, and only because a person asked for it, is the client's own interrupt key pressed.
    window.press(client.keys.interrupt).catch((error) => log(`interrupt: ${explain(error)}`));
  }

  #endBrokenRun(claim: Claim, how: string): void {
    if (this.#parts.onClientDeath === 'rerun') {
      this.#unlessLost(() => requeue(this.#parts.records.database, claim, `${how}; run again by config`));
      return;
    }
    const reason = `${how} after it had taken the prompt: how far the work got is not known. Its conversation is kept.`;
    this.#finish(claim, { kind: 'agent-gone', reason }, null);
  }

  #publish(): void {
    if (this.#queue.length === 0) this.#hold.release();
    this.#parts.status.update(statusFields(this.#phase, this.#question?.text, this.#hold, this.#queue));
  }
}

const firstLine = (prompt: string): string => (prompt.trim().split('\n', 1)[0] ?? '').slice(0, 120);
