import type { ClientEvent, Usage } from '../../clients/client.ts';
import { codexFailure } from '../../clients/codex-failure.ts';
import type { Heard, Tokens } from './heard.ts';

type TurnOver = Extract<Heard, { kind: 'turn-over' }>;
type Ending = Extract<ClientEvent, { kind: 'stopped' | 'failed' | 'interrupted' }>;

/** One turn of the conversation, from what Codex tells of it. */
export class Turn {
  readonly id: string;
  #hasPrompt = false;
  #isCompaction = false;
  #answer = '';
  #before: Tokens | undefined;
  #total: Tokens | undefined;

  constructor(id: string) {
    this.id = id;
  }

  /** It was begun to make the conversation shorter, and answers nothing. */
  get isCompaction(): boolean {
    return this.#isCompaction && !this.#hasPrompt;
  }

  get hasPrompt(): boolean {
    return this.#hasPrompt;
  }

  /** False when the turn has a prompt already: this one was typed into the running turn. */
  prompted(): boolean {
    const isFirst = !this.#hasPrompt;
    this.#hasPrompt = true;
    return isFirst;
  }

  compacts(): void {
    this.#isCompaction = true;
  }

  /** What was said before, between two tools, was not the answer yet. */
  answered(text: string): void {
    this.#answer = text;
  }

  /** Codex counts for the whole conversation: what came before the first count of this turn is not of it. */
  used(total: Tokens, last: Tokens): void {
    this.#before ??= {
      inputTokens: total.inputTokens - last.inputTokens,
      outputTokens: total.outputTokens - last.outputTokens,
    };
    this.#total = total;
  }

  ending({ status, error }: TurnOver, limitUntilMs: number | null): Ending {
    const usage = this.#usage;
    if (status === 'completed')
      return { kind: 'stopped', text: this.#answer, resultFile: null, pending: [], usage };
    if (status !== 'failed') return { kind: 'interrupted', usage };
    const { message = 'Codex said no reason', codexErrorInfo } = error ?? {};
    return { ...codexFailure({ message, codexErrorInfo, limitUntilMs }), usage };
  }

  get #usage(): Usage | undefined {
    if (!this.#total || !this.#before) return undefined;
    return {
      tokensIn: this.#total.inputTokens - this.#before.inputTokens,
      tokensOut: this.#total.outputTokens - this.#before.outputTokens,
      costUsd: null,
    };
  }
}
