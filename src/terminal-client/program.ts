import { nowMs } from '../system/clock.ts';
import { explain } from '../system/errors.ts';
import { type Conversation, newConversation } from './conversation.ts';
import { Dialogs } from './dialogs.ts';
import { editText } from './editor.ts';
import type { Background, Engine, TurnEnd } from './engine.ts';
import type { Events } from './events.ts';
import { edit, enter, putBack } from './input-box.ts';
import type { Keyboard } from './keyboard.ts';
import type { Key } from './keys.ts';
import type { Screen } from './screen.ts';
import type { SessionFile } from './session-file.ts';
import { RunningTurn, type Surroundings } from './turn.ts';

/** A second Ctrl-C within this time quits. */
const SECOND_CANCEL_MS = 1_000;
const IDLE = 'Ctrl-G editor   /help';

export interface Parts {
  readonly title: string;
  readonly conversations: string | undefined;
  readonly conversation: Conversation;
  readonly engine: Engine;
  readonly events: Events;
  readonly session: SessionFile;
  readonly screen: Screen;
  readonly keyboard: Keyboard;
}

/** The client from its first line to its last: keys become edits, prompts and turns. */
export class Program {
  readonly #parts: Parts;
  readonly #around: Surroundings;
  #draft = '';
  #turn: RunningTurn | undefined;
  /** The end of a background task is being told. */
  #telling = Promise.resolve();
  #backgrounds = new AbortController();
  #cancelledAtMs = 0;
  #hasEnded = false;

  constructor(parts: Parts) {
    const { screen } = parts;
    const dialogs = new Dialogs(
      (lines) => screen.update({ dialog: lines }),
      () => this.#turn?.interrupt(),
    );
    this.#parts = parts;
    this.#around = { ...parts, dialogs };
  }

  get conversationId(): string {
    return this.#around.conversation.id;
  }

  /** Resolves when the person quits or the terminal is gone. */
  async run(): Promise<void> {
    await this.#begin();
    for (;;) {
      const key = await this.#parts.keyboard.next();
      if (!key || (await this.#press(key)) === 'quit') return;
    }
  }

  /** Ends what runs and tells so. */
  async end(reason: string): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.abandon();
    await this.#parts.events.emit('SessionEnd', { reason });
    await this.#turn?.ended;
    await this.#parts.screen.leave();
  }

  /** Ends what runs, for a process that has no time left. */
  abandon(): void {
    this.#backgrounds.abort();
    this.#turn?.interrupt();
  }

  async #begin(): Promise<void> {
    const { title, engine, conversation, screen } = this.#parts;
    const turns = conversation.exchanges.length;
    screen.print(
      `${title} (${engine.name})\n${turns > 0 ? `resumed after ${turns} turns: ` : ''}${conversation.id}`,
    );
    screen.update({ status: IDLE });
    this.#parts.session.set('idle');
    await this.#parts.events.emit('SessionStart', { source: conversation.isResumed ? 'resume' : 'startup' });
  }

  async #press(key: Key): Promise<'quit' | undefined> {
    if (this.#turn?.isEnding) await this.#turn.ended;
    await this.#telling;
    if (this.#around.dialogs.isOpen) return this.#pressInDialog(key);
    switch (key.kind) {
      case 'enter':
        return this.#enter();
      case 'escape':
        this.#turn?.interrupt();
        return;
      case 'editor':
        return this.#openEditor();
      case 'cancel':
        return this.#cancel();
      case 'end-of-input':
        return this.#draft === '' ? 'quit' : undefined;
      default:
        this.#setDraft(edit(this.#draft, key));
    }
  }

  /** Several characters may come as one key: the first may close the dialog, the others are then for the box. */
  async #pressInDialog(key: Key): Promise<'quit' | undefined> {
    this.#around.dialogs.press(key);
    if (key.kind === 'text' && key.text.length > 1)
      return this.#press({ kind: 'text', text: key.text.slice(1) });
  }

  #setDraft(text: string): void {
    this.#draft = text;
    this.#parts.screen.update({ draft: text });
  }

  async #enter(): Promise<'quit' | undefined> {
    const entered = enter(this.#draft);
    if (entered.kind === 'newline') this.#setDraft(entered.text);
    // In a running turn the text stays a draft.
    if (entered.kind === 'newline' || entered.kind === 'nothing' || this.#turn) return;
    this.#setDraft('');
    if (entered.kind === 'command') return this.#command(entered.name);
    this.#startTurn(entered.text);
  }

  async #command(name: string): Promise<'quit' | undefined> {
    switch (name) {
      case 'quit':
        return 'quit';
      case 'help':
        this.#around.dialogs.help();
        return;
      case 'clear':
        return this.#clear();
      case 'compact':
        return this.#compact();
      default:
        this.#parts.screen.print(`Unknown command: /${name}`);
    }
  }

  async #clear(): Promise<undefined> {
    const { events, session, screen, conversations } = this.#parts;
    this.#backgrounds.abort();
    this.#backgrounds = new AbortController();
    await events.emit('SessionEnd', { reason: 'clear' });
    this.#around.conversation = newConversation(conversations);
    session.set('idle');
    screen.print(`A new conversation: ${this.conversationId}`);
    await events.emit('SessionStart', { source: 'clear' });
  }

  /** There is nothing to be made shorter; it is told as Claude Code tells it. */
  async #compact(): Promise<undefined> {
    const { events, session, screen } = this.#parts;
    session.set('busy');
    screen.print('Compacted');
    await events.emit('SessionStart', { source: 'compact' });
    session.set('idle');
  }

  async #openEditor(): Promise<undefined> {
    const { screen, keyboard } = this.#parts;
    try {
      const text = await screen.lend(() => keyboard.lend(() => editText(this.#draft)));
      if (text !== undefined) this.#setDraft(text);
    } catch (error) {
      screen.print(explain(error));
    }
  }

  #cancel(): 'quit' | undefined {
    const isSecond = nowMs() - this.#cancelledAtMs <= SECOND_CANCEL_MS;
    this.#cancelledAtMs = nowMs();
    this.#setDraft('');
    return isSecond ? 'quit' : undefined;
  }

  #startTurn(prompt: string): void {
    const turn = new RunningTurn(this.#around, prompt);
    this.#turn = turn;
    turn.ended.then(
      (end) => this.#afterTurn(turn, end),
      (error) => this.#parts.keyboard.close(error),
    );
  }

  #afterTurn(turn: RunningTurn, end: TurnEnd): void {
    this.#turn = undefined;
    this.#parts.screen.update({ status: IDLE });
    if (turn.isTakenBack(end)) this.#setDraft(putBack(turn.prompt, this.#draft));
    if (end.kind === 'done' && end.background) void this.#awaitBackground(end.background);
  }

  async #awaitBackground(background: Background): Promise<void> {
    const { signal } = this.#backgrounds;
    const text = await background.finish(signal);
    while (this.#turn) await this.#turn.ended;
    if (!signal.aborted) this.#telling = this.#tellBackground(text);
  }

  /** A turn without a prompt: the task's end is an answer, and brings a Stop event of its own. */
  async #tellBackground(text: string): Promise<void> {
    const { session, events, screen } = this.#parts;
    session.set('busy');
    screen.print(text);
    this.#around.conversation.add({ kind: 'answer', text });
    await events.emit('Stop', { last_assistant_message: text, background_tasks: [] });
    session.set('idle');
  }
}
