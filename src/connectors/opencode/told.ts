import type { Mailbox } from '../mailbox.ts';
import type { Asking } from './questions.ts';

/** What the wrapper was told of the client's state and of its open questions, so that only what is new is told. */
export class Told {
  readonly #mailbox: Mailbox;
  /** The oldest first. */
  #asked: readonly Asking[] = [];
  #state = '';
  /** A prompt is on its way: what a look has seen before it says nothing. */
  #isSending = false;

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  sending(): void {
    this.state({ isFree: false });
    this.#isSending = true;
  }

  /** It has come to nothing. */
  notSent(): void {
    this.#isSending = false;
  }

  begun(): void {
    this.#isSending = false;
  }

  /** Whoever answered, in the window or from afar: a question that is not open any more is over. */
  open(open: readonly Asking[]): void {
    const before = this.#asked;
    this.#asked = open;
    const isIn = (list: readonly Asking[], { key }: Asking) => list.some((other) => other.key === key);
    for (const asking of before)
      if (!asking.isPassing && !isIn(open, asking))
        this.#mailbox.tell({ kind: 'goes-on', question: asking.words });
    for (const asking of open)
      if (!isIn(before, asking)) this.#mailbox.tell({ kind: 'asks', question: asking.words, id: asking.id });
  }

  /** `isFree`: nothing is at work in the window. */
  state({ isFree }: { isFree: boolean }): void {
    const waitingFor = this.#asked[0]?.words;
    if (isFree && this.#isSending) return;
    const state = waitingFor !== undefined ? 'waiting' : isFree ? 'idle' : 'busy';
    const told = `${state} ${waitingFor ?? ''}`;
    if (told === this.#state) return;
    this.#state = told;
    this.#mailbox.state(state, waitingFor);
  }
}
