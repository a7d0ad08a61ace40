import { randomUUID } from 'node:crypto';
import { asHeadlessText } from '../../clients/claude-text.ts';
import { Children } from '../../system/children.ts';
import { after, nowMs } from '../../system/clock.ts';
import type { Decision, Exit, Link, LinkOptions } from '../link.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Fate, OnItsWay } from '../on-its-way.ts';
import { type Circumstances, endingOf, NO_CIRCUMSTANCES } from './ending.ts';
import { fateOf } from './fate.ts';
import { Program } from './program.ts';
import { questionOf, type Reply } from './question.ts';
import { Questions } from './questions.ts';
import { INITIALIZE, Reader, type Said, type TurnEnd } from './said.ts';
import type { View } from './view.ts';

/** A prompt that was sent, until its turn is over. */
interface Sent {
  readonly id: string;
  readonly text: string;
  isTaken: boolean;
  /** It was taken, or refused by an error. */
  settle(error?: Error): void;
}

/** These show as a new start of the conversation, as in Claude Code's own window; any other command is a turn. */
const STARTS_ANEW = /^\/(clear|compact)(\s|$)/;
/** A background task that has ended brings its turn at once, or never. */
const NO_TURN_FOLLOWS_MS = 5_000;

/**
 * Claude Code without a TUI. What it says becomes events and the view; a person at the window may type lines:
 *
 *     prompt, typed line ─► sent ─► took (`submitted`) ─► text, tools, questions ─► end (`stopped`, `failed`) ─► idle
 *                                                              └ y, n, from afar      └ `interrupted`
 */
export class HeadlessClaude implements Link {
  readonly #mailbox: Mailbox;
  readonly #view: View;
  readonly #children: Children;
  readonly #questions: Questions;
  readonly #reader = new Reader();
  #program!: Program;
  #conversationId = '';
  #env: NodeJS.ProcessEnv = {};
  #isReady = false;
  /** It says when it is idle; a release that does not is taken to be after its turn's end. */
  #tellsStates = false;
  #sent: Sent | undefined;
  #busySinceMs = 0;
  /** Of the turn at hand; what runs in the background outlives it. */
  #circumstances: Circumstances = NO_CIRCUMSTANCES;
  /** The last turn's end, while what it left in the background may bring another turn. */
  #unfinished: TurnEnd | undefined;
  /** Lines that were typed in mid-turn. */
  #typed: string[] = [];
  #isClosing = false;
  readonly #on: { readonly [Kind in Said['kind']]: (said: Extract<Said, { kind: Kind }>) => void } = {
    initialized: () => this.#initialized(),
    took: ({ id }) => this.#took(id),
    state: ({ state }) => this.#changed(state),
    text: ({ text }) => this.#view.text(text),
    tool: ({ name, input, isHelper }) => this.#view.tool(name, input, isHelper),
    'tool-done': ({ question, error }) => {
      if (error !== null) this.#view.toolFailed(error);
      this.#mailbox.tell({ kind: 'goes-on', question });
    },
    asks: (said) => this.#questions.asked(questionOf(said)),
    unasks: ({ id }) => this.#questions.withdrawn(id),
    background: ({ tasks }) => this.#inBackground(tasks),
    failing: ({ error }) => this.#learn({ failing: error }),
    limit: ({ untilMs }) => this.#learn({ limitUntilMs: untilMs }),
    compacted: () => this.#view.note('Compacted: the conversation was made shorter.'),
    retries: ({ attempt, of, why }) => this.#view.note(`Trying again (${attempt} of ${of}): ${why}`),
    end: (said) => this.#ended(said),
  };

  constructor(mailbox: Mailbox, view: View, folder: string) {
    this.#mailbox = mailbox;
    this.#view = view;
    this.#children = new Children(folder);
    const answer = (id: string, reply: Reply) => this.#program.answer(id, reply);
    this.#questions = new Questions({ mailbox, view, answer });
  }

  /** Rejects when the program cannot be started. */
  async start(options: LinkOptions): Promise<void> {
    const newId = randomUUID();
    this.#conversationId = options.resume ?? newId;
    this.#env = options.env;
    this.#view.opened(options.name, options.resume !== null);
    const ears = {
      heard: (line: string) => {
        for (const said of this.#reader.read(line)) (this.#on[said.kind] as (said: Said) => void)(said);
      },
      complained: (line: string) => {
        this.#mailbox.log(`claude: ${line}`);
        this.#view.problem(line);
      },
    };
    this.#program = await Program.start(this.#children, { ...options, newId }, ears);
    this.#program.control(INITIALIZE, 'initialize');
    void this.exit.then(() => this.#sent?.settle(new Error('Claude Code has ended.')));
  }

  get exit(): Promise<Exit> {
    return this.#program.exit;
  }

  get isInTurn(): boolean {
    return this.#isReady && !this.#mailbox.isIdle;
  }

  submit(
    prompt: string,
    { isCommand, id }: { readonly isCommand: boolean; readonly id: string },
  ): Promise<void> {
    const text = isCommand ? prompt : asHeadlessText(prompt);
    const taken = this.#send(text, id);
    this.#view.prompt(text);
    return taken;
  }

  fateOf(prompt: OnItsWay): Promise<Fate> {
    return fateOf(prompt, { conversation: this.#conversationId, env: this.#env });
  }

  async interrupt(): Promise<void> {
    if (this.isInTurn) this.#program.control(randomUUID(), 'interrupt');
  }

  async answer(id: string, decision: Decision, note: string): Promise<void> {
    const question = this.#questions.find(id);
    const word = decision === 'approve' ? 'y' : `n ${note}`.trimEnd();
    const reply = question?.isYesOrNo && question.read(word);
    if (!reply) return;
    this.#view.note(`  ${word} · answered from afar`);
    this.#questions.answered(question, reply);
  }

  end(): Promise<void> {
    return this.#children.end();
  }

  /** A line of a person's at the window: an answer to the question, or a prompt of theirs. */
  typed(text: string): void {
    const question = this.#questions.first;
    if (question) {
      const reply = question.read(text);
      if (reply) this.#questions.answered(question, reply);
      else this.#view.note(`That is no answer: ${question.hint}.`);
      return;
    }
    this.#typed.push(text);
    if (this.isInTurn || !this.#isReady) this.#view.note('It waits until this turn is over.');
    else this.#sendTyped();
  }

  /** It ends, after the turn that it is in. */
  close(): void {
    this.#isClosing = true;
    if (this.isInTurn) this.#view.note('It ends after this turn.');
    else this.#program.sayGoodbye();
  }

  #send(text: string, id: string = randomUUID()): Promise<void> {
    // Before anything is written to a disk or a terminal: somebody waits.
    this.#program.prompt(id, text);
    this.#busy();
    return new Promise<void>((resolve, reject) => {
      const settle = (error?: Error) => (error ? reject(error) : resolve());
      this.#sent = { id, text, isTaken: false, settle };
    });
  }

  /** What was typed meanwhile comes before anything else. */
  #sendTyped(): void {
    const text = this.#typed.shift();
    if (text === undefined) return;
    this.#send(text).catch((error: Error) => this.#view.problem(error.message));
  }

  #initialized(): void {
    this.#isReady = true;
    this.#mailbox.tell({ kind: 'ready', conversationId: this.#conversationId });
    this.#idle();
  }

  #took(id: string): void {
    const sent = this.#sent;
    if (sent?.id !== id || sent.isTaken) return;
    sent.isTaken = true;
    sent.settle();
    if (!STARTS_ANEW.test(sent.text))
      this.#mailbox.tell({ kind: 'submitted', prompt: sent.text, conversationId: this.#conversationId });
  }

  #learn(circumstances: Partial<Circumstances>): void {
    this.#circumstances = { ...this.#circumstances, ...circumstances };
  }

  #inBackground(background: readonly string[]): void {
    this.#learn({ background });
    this.#finishUnlessTurnFollows();
  }

  #ended(end: TurnEnd): void {
    const sent = this.#sent;
    const event = endingOf(end, this.#circumstances);
    const { background } = this.#circumstances;
    this.#conversationId = end.conversationId;
    this.#sent = undefined;
    this.#circumstances = { ...NO_CIRCUMSTANCES, background };
    this.#unfinished = event.kind === 'stopped' && event.pending.length > 0 ? end : undefined;
    if (sent && !sent.isTaken) sent.settle(new Error(end.text));
    else if (sent && STARTS_ANEW.test(sent.text))
      this.#mailbox.tell({ kind: 'ready', conversationId: end.conversationId });
    else this.#mailbox.tell(event);
    this.#view.ended(end, nowMs() - this.#busySinceMs);
    if (this.#unfinished)
      this.#view.note(`It waits for what runs in the background: ${background.join(', ')}`);
    if (!this.#tellsStates) this.#idle();
  }

  #changed(state: 'idle' | 'running' | 'requires_action'): void {
    this.#tellsStates = true;
    if (state === 'idle') this.#idle();
    // A turn of its own, for a background task that has ended.
    else if (!this.isInTurn) this.#busy();
  }

  #busy(): void {
    this.#busySinceMs = nowMs();
    this.#mailbox.state('busy');
  }

  #idle(): void {
    if (this.#isClosing) this.#program.sayGoodbye();
    if (this.#typed.length > 0) {
      this.#sendTyped();
      return;
    }
    this.#mailbox.state('idle');
    this.#finishUnlessTurnFollows();
  }

  /** A background task that was stopped may end without a turn: the answer before it was the last one. */
  #finishUnlessTurnFollows(): void {
    const end = this.#unfinished;
    const isAtWork = () => this.#circumstances.background.length > 0;
    if (!end || isAtWork()) return;
    after(NO_TURN_FOLLOWS_MS, () => {
      if (this.#unfinished !== end || isAtWork() || this.isInTurn) return;
      this.#unfinished = undefined;
      this.#mailbox.tell(endingOf({ ...end, usage: NOTHING }, NO_CIRCUMSTANCES));
    });
  }
}

const NOTHING = { tokensIn: 0, tokensOut: 0, costUsd: 0 };
