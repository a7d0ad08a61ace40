import { join } from 'node:path';
import type { AgentPlaces } from '../project/places.ts';
import { isQuestionId, readAnswer } from '../status/answer.ts';
import { after, nowMs } from '../system/clock.ts';
import { listIfThere, removeIfThere } from '../system/files.ts';

/** A question that the client waits on, and since when (epoch ms). */
export interface Question {
  readonly text: string;
  readonly sinceMs: number;
  /** By which it can be answered from afar. */
  readonly id?: string | undefined;
  /** That something is asked is all that is known. */
  readonly isVague?: boolean;
}

/** Nobody can be asked to read more before they approve it: a longer question is answered in the window. */
const MOST_CHARACTERS = 10_000;

/** Two people who look at one question answer it within so long of one another. */
const SECOND_ANSWER_MS = 60_000;

/**
 * What the client waits for a person to answer, the oldest first: it may ask about several tools at once. An answer from
 * afar is for one of them alone, by its id.
 *
 *     questions/<id>   made by the script that hands the question over, which waits as long as it is there
 *     answers/<id>     a person's answer ─► answered/<id>, once the client was told
 */
export class Questions {
  readonly #places: AgentPlaces;
  #open: Question[] = [];
  #answeredMs: number | undefined;
  /** Those that a script of ours waits for. */
  readonly #handedOver = new Set<string>();

  constructor(places: AgentPlaces) {
    this.#places = places;
  }

  /** The one that is to be answered first. */
  get first(): Question | undefined {
    return this.#open[0];
  }

  get last(): Question | undefined {
    return this.#open.at(-1);
  }

  /** When an answer from afar was taken last, epoch ms. */
  get answeredMs(): number | undefined {
    return this.#answeredMs;
  }

  /** A question has come up; false for one that is known. */
  add(question: Question): boolean {
    const { id, text } = question;
    if (this.#open.some((other) => other.id === id && other.text === text)) return false;
    this.#open = this.#open.filter(({ isVague }) => !isVague);
    const isAnswerable = id !== undefined && isQuestionId(id) && text.length <= MOST_CHARACTERS;
    if (isAnswerable && listIfThere(this.#places.questions).includes(id)) this.#handedOver.add(id);
    else if (id !== undefined && !isAnswerable) this.#forget(id);
    this.#open.push(isAnswerable ? question : { ...question, id: undefined });
    return true;
  }

  /** The questions are over, all of them or those that `isMeant` says. Returns what was open. */
  close(isMeant: (question: Question) => boolean = () => true): Question[] {
    const closed = this.#open.filter(isMeant);
    this.#open = this.#open.filter((question) => !closed.includes(question));
    for (const { id } of closed) if (id !== undefined) this.#forget(id);
    return closed;
  }

  /** The oldest question in these words is over. */
  closeFirst(text: string): Question[] {
    const first = this.#open.find((one) => one.text === text);
    return this.close((one) => one === first);
  }

  /** Takes in what was answered from afar, in words for the history: `approved from the hook`. */
  takeAnswered(): { readonly question: Question; readonly how: string }[] {
    const taken = listIfThere(this.#places.answered).flatMap((id) => {
      const answer = readAnswer(join(this.#places.answered, id));
      const [question] = this.close((one) => one.id === id);
      if (!question) return [];
      this.#answeredMs = nowMs();
      return [
        { question, how: `${answer?.decision === 'deny' ? 'denied' : 'approved'} ${answer?.by ?? ''}` },
      ];
    });
    this.#dropLapsed();
    return taken;
  }

  /** Nothing that was asked before is asked any more. */
  clear(): void {
    this.#open = [];
    const { questions, answers, answered } = this.#places;
    for (const folder of [questions, answers, answered])
      for (const name of listIfThere(folder)) removeIfThere(join(folder, name));
  }

  /** A question whose script has ended can be answered in the window only. */
  #dropLapsed(): void {
    if (this.#handedOver.size === 0) return;
    // In the opposite order the script moves them: one that is in neither has not been answered.
    const standing = [...listIfThere(this.#places.questions), ...listIfThere(this.#places.answered)];
    for (const id of this.#handedOver) {
      if (standing.includes(id)) continue;
      this.#handedOver.delete(id);
      this.#open = this.#open.map((one) => (one.id === id ? { ...one, id: undefined } : one));
    }
  }

  /** An answer that has come too late is left to its giver, who is to know that nobody took it. */
  #forget(id: string): void {
    this.#handedOver.delete(id);
    const { questions, answered } = this.#places;
    removeIfThere(join(questions, id));
    // It stands a while longer, for whoever answers a moment later and is to know that somebody else was first.
    after(SECOND_ANSWER_MS, () => removeIfThere(join(answered, id)));
  }
}
