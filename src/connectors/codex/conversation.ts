import { sleep } from '../../system/clock.ts';
import { explain } from '../../system/errors.ts';
import type { Decision } from '../link.ts';
import type { Mailbox } from '../mailbox.ts';
import { type Heard, readNotification, readThread } from './heard.ts';
import { Questions, readQuestion } from './questions.ts';
import type { Rpc, Spoken } from './rpc.ts';
import { Turn } from './turn.ts';

/** What of the connection is needed here. */
type Server = Pick<Rpc, 'call' | 'reply'>;
type TurnOver = Extract<Heard, { kind: 'turn-over' }>;

/** Codex tells of a new conversation a moment before it can be subscribed to. */
const FOLLOW_TRIES = 40;
const FOLLOW_AGAIN_MS = 50;

/**
 * The conversation that the window shows: which one it is, its turns and its questions, told into the mailbox. The TUI begins
 * it, so that the person's arguments and their `/new` hold as ever; we hear of it, and subscribe.
 */
export class Conversation {
  readonly #rpc: Server;
  readonly #mailbox: Mailbox;
  readonly #name: string;
  readonly #questions = new Questions();
  /** Conversations that are none of the window's: a helper's, or one for a title. */
  readonly #aside = new Set<string>();
  readonly #followed = new Set<string>();
  #id: string | undefined;
  /** One that the person has turned to in mid-turn. */
  #next: { id: string; isNew: boolean } | undefined;
  #turn: Turn | undefined;
  #limitUntilMs: number | null = null;

  /** `name` is what the conversation is called in Codex's lists: without one Codex asks the model for a title. */
  constructor(rpc: Server, mailbox: Mailbox, name: string) {
    this.#rpc = rpc;
    this.#mailbox = mailbox;
    this.#name = name;
  }

  hear(spoken: Spoken): void {
    try {
      if (spoken.id !== undefined) this.#asked(spoken);
      else this.#take(readNotification(spoken));
    } catch (error) {
      this.#mailbox.log(`${spoken.method}: ${explain(error)}`);
    }
  }

  /** Sends one prompt. Never into a running turn: Codex would merge it. */
  async submit(text: string, id: string): Promise<void> {
    await this.#begin('turn/start', { input: inputOf(text), clientUserMessageId: id });
  }

  /** Makes the conversation shorter; its end is told like that of a turn. */
  compact(): Promise<void> {
    return this.#begin('thread/compact/start', {});
  }

  /** Has a new one begun by `replaceTui`; that it is there is told like any other. */
  async renew(replaceTui: () => Promise<void>): Promise<void> {
    this.#mailbox.state('busy');
    await replaceTui();
  }

  async interrupt(): Promise<void> {
    if (this.#turn) await this.#rpc.call('turn/interrupt', { threadId: this.#id, turnId: this.#turn.id });
  }

  /** Codex's reply has no place for words: they go into the turn, as if they had been typed into it. */
  async answer(id: string, decision: Decision, note: string): Promise<void> {
    const answer = this.#questions.answer(id, decision);
    if (!answer) return;
    this.#rpc.reply(answer.request, answer.reply);
    const { id: turn } = this.#turn ?? {};
    if (decision === 'deny' && note && turn)
      await this.#rpc.call('turn/steer', {
        threadId: this.#id,
        expectedTurnId: turn,
        input: inputOf(note),
      });
  }

  async #begin(method: string, params: object): Promise<void> {
    this.#mailbox.state('busy');
    try {
      await this.#rpc.call(method, { threadId: this.#id, ...params });
    } catch (error) {
      if (!this.#turn) this.#mailbox.state('idle');
      throw error;
    }
  }

  #take(heard: Heard | undefined): void {
    if (!heard) return;
    if (heard.kind === 'limits') this.#limitUntilMs = heard.untilMs ?? this.#limitUntilMs;
    else if (heard.kind === 'thread-began') this.#threadBegan(heard.thread, heard.isAside);
    else if (heard.kind === 'thread-is') this.#threadIs(heard.thread, heard.status);
    else if (heard.thread === this.#id) this.#inTurn(heard);
  }

  #inTurn(heard: Extract<Heard, { thread: string }>): void {
    switch (heard.kind) {
      case 'turn-began':
        this.#turn = new Turn(heard.turn);
        this.#mailbox.state('busy');
        break;
      case 'prompt':
        if (this.#turn?.prompted() && this.#id)
          this.#mailbox.tell({ kind: 'submitted', prompt: heard.text, conversationId: this.#id });
        break;
      case 'compaction':
        this.#turn?.compacts();
        break;
      case 'answer':
        this.#turn?.answered(heard.text);
        break;
      case 'tokens':
        this.#turn?.used(heard.total, heard.last);
        break;
      case 'tool-ran':
        this.#mailbox.tell({ kind: 'goes-on' });
        break;
      case 'answered':
        this.#resolved(heard.request);
        break;
      case 'turn-over':
        this.#turnOver(heard);
        break;
    }
  }

  #turnOver(over: TurnOver): void {
    const turn = this.#turn ?? new Turn(over.turn);
    this.#turn = undefined;
    this.#questions.clear();
    const ending = turn.ending(over, this.#limitUntilMs);
    if (turn.hasPrompt || turn.isCompaction) this.#mailbox.tell(ending);
    // A warm-up, and a `/compact` that was asked for, wait for the conversation to be ready again.
    if (turn.isCompaction && this.#id) this.#mailbox.tell({ kind: 'ready', conversationId: this.#id });
    if (this.#next) void this.#follow(this.#next.id, this.#next.isNew);
    else this.#mailbox.state('idle');
  }

  #asked(spoken: Spoken): void {
    const question = readQuestion(spoken);
    if (!question || spoken.id === undefined || question.thread !== this.#id) return;
    this.#questions.add(spoken.id, question);
    this.#mailbox.tell({ kind: 'asks', question: question.text, id: question.id });
    this.#waitOrWork();
  }

  /** The person has answered in the window, or we have: whoever was first. */
  #resolved(request: string | number): void {
    const question = this.#questions.resolved(request);
    if (!question || !this.#turn) return;
    this.#mailbox.tell({ kind: 'goes-on', question: question.text });
    this.#waitOrWork();
  }

  #waitOrWork(): void {
    const question = this.#questions.first;
    if (question) this.#mailbox.state('waiting', question.text);
    else this.#mailbox.state('busy');
  }

  #threadBegan(id: string, isAside: boolean): void {
    if (isAside) this.#aside.add(id);
    else this.#turnTo(id, true);
  }

  /** A conversation that was there before has been opened, or is being used again. */
  #threadIs(id: string, status: string): void {
    if (id === this.#id || this.#aside.has(id) || status === 'notLoaded') return;
    if (this.#followed.has(id) && status !== 'active') return;
    this.#turnTo(id, false);
  }

  #turnTo(id: string, isNew: boolean): void {
    if (this.#turn) this.#next = { id, isNew };
    else void this.#follow(id, isNew);
  }

  async #follow(id: string, isNew: boolean): Promise<void> {
    this.#next = undefined;
    const before = this.#id;
    this.#id = id;
    this.#followed.add(id);
    try {
      const thread = await this.#subscribe(id, isNew);
      if (this.#id !== id) return;
      if (thread.isAside) {
        this.#aside.add(id);
        this.#id = before;
        return;
      }
      this.#mailbox.log(`conversation ${id}`);
      this.#mailbox.tell({ kind: 'ready', conversationId: id });
      this.#mailbox.state(thread.isActive || this.#turn ? 'busy' : 'idle');
    } catch (error) {
      this.#mailbox.log(`conversation ${id}: ${explain(error)}`);
    }
  }

  /** One without a turn is not on Codex's disk, and cannot be subscribed to, until it has a name. */
  async #subscribe(id: string, isNew: boolean): Promise<{ isAside: boolean; isActive: boolean }> {
    if (isNew) await this.#rpc.call('thread/name/set', { threadId: id, name: this.#name });
    for (let tries = 1; ; tries += 1) {
      try {
        return readThread(await this.#rpc.call('thread/resume', { threadId: id, excludeTurns: true }));
      } catch (error) {
        if (tries === FOLLOW_TRIES) throw error;
        await sleep(FOLLOW_AGAIN_MS);
      }
    }
  }
}

const inputOf = (text: string) => [{ type: 'text', text, text_elements: [] }];
