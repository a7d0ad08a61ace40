import { lineOf } from '../../coordinator/view/line.ts';
import { LastWords } from '../../coordinator/workflow/last-words.ts';
import { stepLines } from '../../coordinator/workflow/step-lines.ts';
import { after, every, nowMs } from '../../system/clock.ts';
import { displayText } from '../../system/terminal.ts';
import type { RunEvent } from '../../workflows/run-events.ts';
import { runPlaces } from '../../workflows/run-places.ts';
import type { RunState } from '../../workflows/run-state.ts';
import { openQuestions } from '../../workflows/runs.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { tell } from '../output.ts';
import type { Progress } from './progress.ts';
import { Questions } from './questions.ts';
import { Redrawn } from './redrawn.ts';

export interface LiveOptions {
  readonly home: string;
  readonly id: string;
  /** Ctrl-C while the terminal is in raw mode. */
  readonly leave: () => void;
  /** Whether a person at this terminal can answer questions. */
  readonly mayAsk: boolean;
}

const TICK_MS = 1_000;
/** Many things can happen in a moment. */
const SOON_MS = 30;

/** A line for each step on the terminal, drawn again as things happen. */
export class LiveProgress implements Progress {
  readonly #options: LiveOptions;
  readonly #drawn = new Redrawn();
  readonly #words: LastWords;
  readonly #questions: Questions;
  #shown: { readonly workflow: Workflow; run: RunState } | undefined;
  #stopTicks = () => {};
  #stopSoon: (() => void) | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#words = new LastWords(options.home, options.id);
    this.#questions = new Questions(runPlaces(options.home, options.id), options.leave);
  }

  start(workflow: Workflow, run: RunState): void {
    tell(displayText(`${workflow.name}: run ${this.#options.id}`));
    this.#shown = { workflow, run };
    this.#stopTicks = every(TICK_MS, () => this.#draw());
    process.stderr.on('resize', this.#resized);
    for (const { step, text } of openQuestions(run)) this.#tellQuestion(step, text);
    this.#draw();
  }

  event(event: RunEvent, run: RunState): void {
    if (!this.#shown) return;
    this.#shown.run = run;
    if (event.kind === 'question') this.#tellQuestion(event.step, event.question);
    this.#drawSoon();
  }

  notice(text: string): void {
    this.#drawn.erase();
    tell(`ctrlg: ${text}`);
    this.#draw();
  }

  /** The lines stay on the screen as they are. */
  close(): void {
    this.#stopTicks();
    this.#stopSoon?.();
    process.stderr.off('resize', this.#resized);
    this.#questions.close();
    if (this.#shown) this.#draw();
    this.#drawn.leave();
    this.#shown = undefined;
  }

  /** In full, above the lines: what is to be approved can be long. */
  #tellQuestion(step: string, text: string): void {
    const { id, mayAsk } = this.#options;
    this.#drawn.erase();
    const how = mayAsk
      ? ''
      : `\nApprove it: ctrlg approve ${id} ${step}\nOr not:     ctrlg approve ${id} ${step} --no`;
    tell(displayText(`\n${step} asks:\n${text}${how}\n`));
  }

  #resized = (): void => {
    this.#drawn.forget();
    this.#draw();
  };

  #drawSoon(): void {
    this.#stopSoon ??= after(SOON_MS, () => {
      this.#stopSoon = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    if (!this.#shown) return;
    const { workflow, run } = this.#shown;
    const { columns = 80, rows = 24 } = process.stderr;
    const question = this.#options.mayAsk ? openQuestions(run)[0] : undefined;
    this.#questions.ask(question?.step);
    const lines = stepLines({
      workflow,
      run,
      nowMs: nowMs(),
      columns,
      rows: rows - 3,
      wordOf: (attempt) => this.#words.of(attempt),
    });
    const asked = question ? [lineOf(columns, askedPieces(question.step))] : [];
    if (!this.#drawn.draw([...lines, ...asked])) this.#drawSoon();
  }
}

const askedPieces = (step: string) =>
  [
    { text: `${step}? `, style: 'yellow' },
    { text: 'y', style: 'bold' },
    { text: ' approve · ', style: 'dim' },
    { text: 'n', style: 'bold' },
    { text: ' do not · ', style: 'dim' },
    { text: 'Ctrl-C', style: 'bold' },
    { text: ' later', style: 'dim' },
  ] as const satisfies Parameters<typeof lineOf>[1];
