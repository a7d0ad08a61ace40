import type { ClientEvent, TurnRecord, Witness } from '../clients/client.ts';
import { isoOf, nowIso, nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { readTask } from '../tasks/put.ts';
import { attemptsOf } from '../tasks/queue.ts';
import type { Claim } from '../tasks/runs.ts';
import type { Claims } from './claims.ts';
import type { Deliveries } from './deliveries.ts';
import type { WrapperParts } from './parts.ts';
import { type Failure, type Phase, type Step, step } from './phase.ts';
import type { Question } from './questions.ts';
import { type Tries, tried, type Verdict, verdictOn } from './retry.ts';
import { hearWitness } from './second-source.ts';
import type { Situation } from './situation.ts';
import { TurnFigures } from './turn-figures.ts';

/** What the client tells of its turns, by its events and by its session file, and what follows for the run at hand. */
export class Turns {
  readonly #parts: WrapperParts;
  readonly #situation: Situation;
  readonly #claims: Claims;
  readonly #deliveries: Deliveries;
  readonly #figures: TurnFigures;
  #cancelAsked: string | undefined;

  constructor(parts: WrapperParts, situation: Situation, claims: Claims, deliveries: Deliveries) {
    this.#parts = parts;
    this.#situation = situation;
    this.#claims = claims;
    this.#deliveries = deliveries;
    this.#figures = new TurnFigures(parts);
  }

  onEvent(event: ClientEvent): void {
    if (event.kind === 'ready') this.#deliveries.clientReady();
    if (event.kind === 'submitted') this.#deliveries.reclaim(event);
    this.#situation.hold.release();
    this.#followConversation(event);
    this.#count(event);
    const ignoresPending = event.kind === 'stopped' && this.#parts.backgroundTasks === 'ignore';
    const counted = ignoresPending ? { ...event, pending: [] } : event;
    this.#followQuestions(counted);
    this.#take(
      step(this.#situation.phase, counted, nowMs()),
      event.kind === 'submitted' ? event.turn : undefined,
    );
  }

  /** Asks the client to stop the run; its end is then noticed like that of any other turn. */
  interrupt(taskId: string): void {
    const { window, log } = this.#parts;
    this.#cancelAsked = taskId;
    // Only here, and only because a person asked for it.
    window.interrupt().catch((error) => log(`interrupt: ${explain(error)}`));
  }

  /** Reads the client's session file; `look` takes in the events that may have come with what it says. */
  hearWitness(look: () => void): void {
    const witness = this.#parts.window.witness();
    if (!witness) return;
    const { phase, questions } = this.#situation;
    const says = hearWitness(
      witness,
      { phase, question: questions.last, answeredMs: questions.answeredMs },
      nowMs(),
    );
    if (says.kind === 'nothing') return;
    if (says.kind === 'asks') this.#ask({ ...says.question, isVague: true }, 'by its session file');
    if (says.kind === 'answered') this.#unblock(questions.close(), 'by its session file');
    if (says.kind === 'command-taken' && phase.kind === 'delivering') {
      this.#take(step(phase, { kind: 'submitted', prompt: phase.text, conversationId: '' }, nowMs()));
    }
    if (says.kind === 'turn-over') this.#endWithoutStop(phase, look, witness.lastEnd);
    this.#situation.publish();
    this.#parts.changes.poke();
  }

  /** The client has ended in the turn of this run: ended, resumed or run again, by policy. */
  clientGone(claim: Claim, how: string): void {
    const policy = this.#parts.onClientDeath;
    const { attempts, retries } = this.#triesOf(claim);
    if (policy === 'rerun') this.#claims.giveBack(claim, `${how}; run again by config`);
    else if (policy === 'resume' && attempts <= retries)
      this.#claims.retryLater(claim, { why: how, notBefore: nowIso(), goOn: true });
    else {
      const reason = `${how} after it had taken the prompt: how far the work got is not known. Its conversation is kept.`;
      this.#claims.finish(claim, { kind: 'agent-gone', reason: tried(reason, attempts) }, null);
    }
  }

  /** What a turn of the run at hand took, where the client says so at its end. */
  #count(event: ClientEvent): void {
    const { phase } = this.#situation;
    if (phase.kind === 'running' && 'usage' in event && event.usage)
      this.#figures.add(phase.claim.taskId, event.usage);
  }

  /** Takes in which questions were answered from elsewhere than the client's window. */
  takeAnswered(): void {
    for (const { question, how } of this.#situation.questions.takeAnswered()) this.#unblock([question], how);
  }

  /** A tool that has run answers its own question; whatever else the client tells, it waits for nobody any more. */
  #followQuestions(event: ClientEvent): void {
    const { questions } = this.#situation;
    if (event.kind === 'asks') {
      this.#ask({ text: event.question, sinceMs: nowMs(), id: event.id }, 'by its event');
      return;
    }
    // What works in the background may ask while the turn that began it is over.
    if (event.kind === 'stopped' && event.pending.length > 0) return;
    const tool = event.kind === 'goes-on' ? event.question : undefined;
    this.#unblock(tool === undefined ? questions.close() : questions.closeFirst(tool), 'by its event');
  }

  /** A question, or its end, is a step of the run that it came up in. */
  #ask(question: Question, evidence: string): void {
    const { phase, questions } = this.#situation;
    const isNew = questions.add(question);
    if (isNew && phase.kind === 'running')
      this.#claims.note(phase.claim, 'blocked', `${evidence}: ${question.text}`);
  }

  #unblock(answered: Question[], how: string): void {
    const { phase } = this.#situation;
    if (phase.kind !== 'running') return;
    for (const _ of answered) this.#claims.note(phase.claim, 'unblocked', how);
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

  #take({ phase, submitted, ended }: Step, turn?: TurnRecord): void {
    if (submitted) {
      this.#figures.begin(turn);
      this.#deliveries.taken(submitted);
      this.#claims.submitted(submitted);
    }
    if (ended?.how.kind === 'stopped') {
      const result = { text: ended.how.text, file: ended.how.resultFile };
      this.#claims.finish(ended.claim, { kind: 'done' }, result);
    } else if (ended?.how.kind === 'cut-off') this.clientGone(ended.claim, 'The client ended');
    else if (ended?.how.kind === 'interrupted') this.#interrupted(ended.claim);
    else if (ended) this.#afterFailure(ended.claim, ended.how);
    if (ended) {
      this.#figures.end(ended.claim.taskId, 'turn' in ended.how ? ended.how.turn : undefined);
      this.#cancelAsked = undefined;
    }
    this.#situation.enter(phase);
  }

  #interrupted(claim: Claim): void {
    const isAsked = this.#cancelAsked === claim.taskId;
    const reason = isAsked ? 'stopped at your request' : 'interrupted in its window';
    this.#claims.finish(claim, { kind: 'cancelled', reason }, null);
  }

  /** A passing trouble is tried again, as long as nobody has asked to stop; what is asked of the client itself never is. */
  #afterFailure(claim: Claim, failure: Failure): void {
    const verdict = this.#verdictOn(claim, failure);
    if (verdict.kind === 'give-up') {
      this.#claims.finish(claim, { kind: 'failed', reason: verdict.reason }, null);
      return;
    }
    const { why, atMs } = verdict;
    this.#claims.retryLater(claim, { why, notBefore: isoOf(atMs), goOn: failure.hadWork });
    this.#situation.readQueue();
  }

  #verdictOn(claim: Claim, failure: Failure): Verdict {
    const { phase } = this.#situation;
    const isForTheModel = phase.kind === 'running' && !phase.isCommand;
    if (!isForTheModel || this.#cancelAsked === claim.taskId)
      return { kind: 'give-up', reason: failure.error };
    const leaveMs = this.#parts.client.goesOnWithinMs ?? 0;
    return verdictOn(failure, this.#triesOf(claim), { nowMs: nowMs(), random: Math.random(), leaveMs });
  }

  /** How often the task has been tried, this run included, and how often it may be tried again. */
  #triesOf({ taskId }: Claim): Tries {
    const { home, database } = this.#parts.records;
    const { retries = 0 } = readTask(home, taskId) ?? {};
    return { attempts: attemptsOf(database, taskId).attempts + 1, retries };
  }

  /** In some clients Esc, and a command for the client itself, end a turn without an event; another one's may be lost. */
  #endWithoutStop(phase: Phase, look: () => void, lastEnd: Witness['lastEnd']): void {
    look();
    if (this.#situation.phase !== phase || (phase.kind === 'running' && phase.pending.length > 0)) return;
    if (lastEnd && phase.kind === 'running' && !phase.isCommand) {
      this.#parts.log('the end of the turn was told by no event, only by the session file');
      this.onEvent(lastEnd);
      return;
    }
    if (phase.kind === 'running') {
      const { claim, isCommand } = phase;
      // Such a command gives no result; that it is over is all there is to say.
      if (isCommand) this.#claims.finish(claim, { kind: 'done' }, { text: '', file: null });
      else this.#interrupted(claim);
      this.#cancelAsked = undefined;
    }
    this.#situation.questions.close();
    this.#situation.enter({ kind: 'idle' });
  }
}

const firstLine = (prompt: string): string => (prompt.trim().split('\n', 1)[0] ?? '').slice(0, 120);
