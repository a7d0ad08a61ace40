import { explain } from '../system/errors.ts';
import type { Conversation } from './conversation.ts';
import type { Dialogs } from './dialogs.ts';
import type { Background, Engine, Permission, Stage, Turn, TurnEnd } from './engine.ts';
import type { Events } from './events.ts';
import { excerpt } from './excerpt.ts';
import type { Screen } from './screen.ts';
import type { SessionFile } from './session-file.ts';

/** What a turn happens in. The conversation is another one after `/clear`. */
export interface Surroundings {
  readonly engine: Engine;
  readonly events: Events;
  readonly session: SessionFile;
  readonly screen: Screen;
  readonly dialogs: Dialogs;
  conversation: Conversation;
}

/**
 *     submitted ─► working ─► ending ─► ended
 *                   │  ▲         └ the Stop or StopFailure event is being told
 *                   ▼  │
 *                  asking        an interrupt ends the first three, without any event
 */
export class RunningTurn {
  readonly #around: Surroundings;
  readonly #abort = new AbortController();
  #hasShown = false;
  /** The work is done and only its telling is left: whatever is typed now belongs to the time after it. */
  isEnding = false;
  readonly ended: Promise<TurnEnd>;
  readonly prompt: string;

  constructor(around: Surroundings, prompt: string) {
    this.#around = around;
    this.prompt = prompt;
    this.ended = this.#run();
  }

  interrupt(): void {
    this.#abort.abort();
  }

  /** True for a turn that was interrupted before anything came of it. */
  isTakenBack(end: TurnEnd): boolean {
    return end.kind === 'interrupted' && !this.#hasShown;
  }

  async #run(): Promise<TurnEnd> {
    const turn = this.#take();
    turn.reached('before-submit-event');
    await this.#submit();
    turn.reached('after-submit');
    const end = await this.#work(turn);
    this.isEnding = true;
    this.#record(end);
    if (end.kind !== 'interrupted') {
      turn.reached('before-stop-event');
      await tellEnd(this.#around.events, end);
      turn.reached('after-stop-event');
    }
    this.#around.session.set('idle');
    return end;
  }

  #take(): Turn {
    const { engine, conversation } = this.#around;
    return engine.take({
      text: this.prompt,
      turn: conversation.exchanges.length + 1,
      conversationId: conversation.id,
      history: [...conversation.exchanges],
    });
  }

  /** The event's program is started first: the rest is done while it runs. */
  async #submit(): Promise<void> {
    const { events, session, conversation, screen } = this.#around;
    const told = events.emit('UserPromptSubmit', { prompt: this.prompt });
    session.set('busy');
    conversation.add({ kind: 'prompt', text: this.prompt });
    screen.print(`\n> ${excerpt(this.prompt)}`);
    screen.update({ status: 'working (Esc interrupts)' });
    await told;
  }

  async #work(turn: Turn): Promise<TurnEnd> {
    if (this.#abort.signal.aborted) return { kind: 'interrupted' };
    const stage: Stage = {
      signal: this.#abort.signal,
      show: (text) => this.#show(excerpt(text)),
      ask: (permission) => this.#ask(permission),
      used: (permission) => this.#used(permission),
    };
    try {
      return await turn.run(stage);
    } catch (error) {
      return { kind: 'failed', error: 'internal error', text: explain(error) };
    }
  }

  #show(text: string): void {
    this.#hasShown = true;
    this.#around.screen.print(text);
  }

  async #ask(permission: Permission): Promise<boolean> {
    const { events, session, dialogs } = this.#around;
    this.#hasShown = true;
    const { signal } = this.#abort;
    const elsewhere = events.ask(toolEvent(permission), signal);
    const answer = dialogs.permission(permission, signal, elsewhere);
    session.set('waiting');
    const isAllowed = await answer;
    session.set('busy');
    if (isAllowed) await this.#toolRan(permission);
    return isAllowed;
  }

  async #used(permission: Permission): Promise<void> {
    this.#show(`${permission.tool}: ${permission.command}`);
    await this.#toolRan(permission);
  }

  /** A hook may tell the model something after a tool. */
  async #toolRan(permission: Permission): Promise<void> {
    const { events, conversation } = this.#around;
    const told = await events.toolRan(toolEvent(permission));
    if (told === undefined) return;
    conversation.add({ kind: 'told', text: told });
    this.#show(excerpt(told));
  }

  #record(end: TurnEnd): void {
    const { conversation, screen } = this.#around;
    if (end.kind === 'done') conversation.add({ kind: 'answer', text: end.text });
    else if (end.kind === 'failed') {
      conversation.add({ kind: 'answer', text: `[failed] ${end.text}` });
      screen.print(`Failed: ${excerpt(end.text)}`);
    } else {
      conversation.add(
        this.isTakenBack(end) ? { kind: 'taken-back' } : { kind: 'answer', text: '[interrupted]' },
      );
      screen.print('Interrupted');
    }
  }
}

const toolEvent = ({ tool, command }: Permission) => ({ tool_name: tool, tool_input: { command } });

async function tellEnd(events: Events, end: Exclude<TurnEnd, { kind: 'interrupted' }>): Promise<void> {
  const result = {
    last_assistant_message: end.text,
    ...(end.resultFile !== undefined && { result_file: end.resultFile }),
  };
  if (end.kind === 'failed')
    return events.emit('StopFailure', { ...result, error: end.error, ...end.trouble });
  return events.emit('Stop', { ...result, background_tasks: pendingTasks(end.background) });
}

const pendingTasks = (background: Background | undefined) =>
  background ? [{ id: 'background-1', description: background.description, status: 'running' }] : [];
