import type { ClientEvent } from '../clients/client.ts';
import { nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import type { Claim } from '../tasks/runs.ts';
import type { Claims } from './claims.ts';
import type { Deliveries } from './deliveries.ts';
import type { WrapperParts } from './parts.ts';
import { type Ending, type Phase, type Step, step } from './phase.ts';
import { hearWitness } from './second-source.ts';
import type { Situation } from './situation.ts';

/** What the client tells of its turns, by its events and by its session file, and what follows for the run at hand. */
export class Turns {
  readonly #parts: WrapperParts;
  readonly #situation: Situation;
  readonly #claims: Claims;
  readonly #deliveries: Deliveries;
  #cancelAsked: string | undefined;

  constructor(parts: WrapperParts, situation: Situation, claims: Claims, deliveries: Deliveries) {
    this.#parts = parts;
    this.#situation = situation;
    this.#claims = claims;
    this.#deliveries = deliveries;
  }

  onEvent(event: ClientEvent): void {
    if (event.kind === 'ready') this.#deliveries.clientReady();
    if (event.kind === 'submitted') this.#deliveries.reclaimLapsed(event.prompt);
    this.#situation.question = event.kind === 'asks' ? { text: event.question, sinceMs: nowMs() } : undefined;
    this.#situation.hold.release();
    this.#followConversation(event);
    const ignoresPending = event.kind === 'stopped' && this.#parts.backgroundTasks === 'ignore';
    this.#take(step(this.#situation.phase, ignoresPending ? { ...event, pending: [] } : event, nowMs()));
  }

  /** Asks the client to stop the run, by its own interrupt key; its end is then noticed like that of any other turn. */
  interrupt(taskId: string): void {
    const { window, client, log } = this.#parts;
    this.#cancelAsked = taskId;
    // Only here, and only because a person asked for it, is the client's own interrupt key pressed.
    window.press(client.keys.interrupt).catch((error) => log(`interrupt: ${explain(error)}`));
  }

  /** Reads the client's session file; `look` takes in the events that may have come with what it says. */
  hearWitness(look: () => void): void {
    const witness = this.#parts.window.witness();
    if (!witness) return;
    const { phase, question } = this.#situation;
    const says = hearWitness(witness, { phase, question }, nowMs());
    if (says.kind === 'nothing') return;
    if (says.kind === 'asks') this.#situation.question = says.question;
    if (says.kind === 'answered') this.#situation.question = undefined;
    if (says.kind === 'command-taken' && phase.kind === 'delivering') {
      this.#take(step(phase, { kind: 'submitted', prompt: phase.text, conversationId: '' }, nowMs()));
    }
    if (says.kind === 'turn-over') this.#endWithoutStop(phase, look);
    this.#situation.publish();
    this.#parts.changes.poke();
  }

  /** The client has ended in the turn of this run: ended or given back, by policy. */
  clientGone(claim: Claim, how: string): void {
    if (this.#parts.onClientDeath === 'rerun') {
      this.#claims.giveBack(claim, `${how}; run again by config`);
      return;
    }
    const reason = `${how} after it had taken the prompt: how far the work got is not known. Its conversation is kept.`;
    this.#claims.finish(claim, { kind: 'agent-gone', reason }, null);
  }

  #followConversation(event: ClientEvent): void {
    const { status } = this.#parts;
    if (event.kind === 'submitted') {
      status.update({ conversation_id: event.conversationId, context_summary: firstLine(event.prompt) });
    }
    // A conversation without a turn is not on the client's disk: after `/clear` there is nothing to resume.
    const isNew = event.kind === 'ready' && event.conversationId !== status.current.conversation_id;
    if (isNew && this.#situation.phase.kind !== 'starting') status.update({ conversation_id: null });
  }

  #take({ phase, submitted, ended }: Step): void {
    if (submitted) {
      this.#deliveries.taken(submitted);
      this.#claims.submitted(submitted);
    }
    if (ended) this.#finish(ended.claim, ended.how);
    this.#situation.enter(phase);
  }

  #finish(claim: Claim, how: Ending): void {
    this.#cancelAsked = undefined;
    if (how.kind === 'stopped')
      this.#claims.finish(claim, { kind: 'done' }, { text: how.text, file: how.resultFile });
    else this.#claims.finish(claim, { kind: 'failed', reason: how.error }, null);
  }

  /** Esc, and a command for the client itself, end a turn without an event. */
  #endWithoutStop(phase: Phase, look: () => void): void {
    look();
    if (this.#situation.phase !== phase || (phase.kind === 'running' && phase.pending.length > 0)) return;
    if (phase.kind === 'running') {
      const { claim, isCommand } = phase;
      const reason =
        this.#cancelAsked === claim.taskId ? 'stopped at your request' : 'interrupted in its window';
      this.#cancelAsked = undefined;
      // Such a command gives no result; that it is over is all there is to say.
      if (isCommand) this.#claims.finish(claim, { kind: 'done' }, { text: '', file: null });
      else this.#claims.finish(claim, { kind: 'cancelled', reason }, null);
    }
    this.#situation.question = undefined;
    this.#situation.enter({ kind: 'idle' });
  }
}

const firstLine = (prompt: string): string => (prompt.trim().split('\n', 1)[0] ?? '').slice(0, 120);
