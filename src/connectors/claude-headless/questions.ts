import type { Mailbox } from '../mailbox.ts';
import type { Question, Reply } from './question.ts';
import type { View } from './view.ts';

export interface QuestionParts {
  readonly mailbox: Mailbox;
  readonly view: View;
  /** Gives Claude Code the answer. */
  answer(id: string, reply: Reply): void;
}

/** The questions that wait for a person: all are told, and one at a time is shown in the window and answered there. */
export class Questions {
  readonly #parts: QuestionParts;
  #open: Question[] = [];

  constructor(parts: QuestionParts) {
    this.#parts = parts;
  }

  /** The one that is to be answered now. */
  get first(): Question | undefined {
    return this.#open[0];
  }

  find(id: string): Question | undefined {
    return this.#open.find((one) => one.id === id);
  }

  asked(question: Question): void {
    this.#open.push(question);
    const { text, id, isYesOrNo } = question;
    this.#parts.mailbox.tell({ kind: 'asks', question: text, id: isYesOrNo ? id : undefined });
    if (this.first === question) this.#ask(question);
  }

  answered(question: Question, reply: Reply): void {
    this.#parts.answer(question.id, reply);
    this.#close(question);
  }

  /** The turn goes on, or is over, without an answer. */
  withdrawn(id: string): void {
    const question = this.find(id);
    if (!question) return;
    this.#parts.view.note('The question is not asked any more.');
    this.#close(question);
  }

  #close(question: Question): void {
    const wasFirst = this.first === question;
    this.#open = this.#open.filter((one) => one !== question);
    if (this.first === undefined) this.#parts.mailbox.state('busy');
    else if (wasFirst) this.#ask(this.first);
  }

  #ask(question: Question): void {
    this.#parts.view.asks(question);
    this.#parts.mailbox.state('waiting', question.text);
  }
}
