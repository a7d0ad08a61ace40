import { leaveAnswer } from '../../workflows/asked.ts';
import type { RunPlaces } from '../../workflows/run-places.ts';

const CTRL_C = '\u0003';

/** Takes a person's y or n for the question that is open. The terminal is in raw mode only as long as there is one. */
export class Questions {
  readonly #places: RunPlaces;
  readonly #leave: () => void;
  #step: string | undefined;
  #isListening = false;

  constructor(places: RunPlaces, leave: () => void) {
    this.#places = places;
    this.#leave = leave;
  }

  /** The step whose question the next key answers; undefined: none. */
  ask(step: string | undefined): void {
    this.#step = step;
    if (step === undefined) this.close();
    else if (!this.#isListening) this.#listen();
  }

  close(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    process.stdin.off('data', this.#take);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  #listen(): void {
    this.#isListening = true;
    process.stdin.setRawMode(true);
    process.stdin.on('data', this.#take);
    process.stdin.resume();
  }

  #take = (keys: Buffer): void => {
    for (const key of keys.toString('utf8')) {
      if (key === CTRL_C) this.#leave();
      if (/[yYnN]/.test(key) && this.#step !== undefined) {
        leaveAnswer(this.#places, this.#step, { isYes: /y/i.test(key), note: '' });
        this.#step = undefined;
      }
    }
  };
}
