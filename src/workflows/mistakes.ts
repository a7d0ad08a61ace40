import { UserError } from '../system/errors.ts';
import type { Mistake, Place, Source } from './source.ts';

/** What is wrong with a workflow's file: all of it, each with its place and its mend. */
export class WorkflowMistakes extends UserError {
  readonly mistakes: readonly Mistake[];

  constructor(source: Source, mistakes: readonly Mistake[]) {
    const ordered = mistakes.toSorted((a, b) => a.line - b.line || a.col - b.col);
    const lines = ordered.map((one) => `${source.spoken(one)}: ${one.what}. ${one.mend}`.trimEnd());
    super(lines.join('\n'), '');
    this.mistakes = ordered;
  }
}

/** Gathers the mistakes of one file, so that a person mends them all at once. */
export class MistakeList {
  readonly #source: Source;
  readonly #all: Mistake[];

  constructor(source: Source) {
    this.#source = source;
    this.#all = [...source.mistakes];
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  add(place: Place, what: string, mend: string): void {
    this.#all.push({ ...place, what, mend });
  }

  /** Throws WorkflowMistakes when there are any. */
  throwAny(): void {
    if (!this.isEmpty) throw new WorkflowMistakes(this.#source, this.#all);
  }
}

/** `Known steps: plan, code.` */
export const knownList = (what: string, names: readonly string[]): string =>
  `Known ${what}: ${names.join(', ') || 'none'}.`;
