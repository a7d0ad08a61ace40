import { eventWords } from '../../coordinator/workflow/event-words.ts';
import { displayText } from '../../system/terminal.ts';
import type { RunEvent } from '../../workflows/run-events.ts';
import type { RunState } from '../../workflows/run-state.ts';
import { openQuestions } from '../../workflows/runs.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { tell } from '../output.ts';
import type { Progress } from './progress.ts';

/** A line for each thing that happens, for logs and pipes. */
export class PlainProgress implements Progress {
  readonly #id: string;
  #workflow: Workflow | undefined;

  constructor(id: string) {
    this.#id = id;
  }

  start(workflow: Workflow, run: RunState): void {
    this.#workflow = workflow;
    tell(`${workflow.name}: run ${this.#id}`);
    for (const { step, text } of openQuestions(run))
      this.event({ kind: 'question', step, question: text, at: run.beganAt }, run);
  }

  event(event: RunEvent, run: RunState): void {
    const words = this.#workflow && eventWords(event, run, this.#workflow, this.#id);
    if (words !== undefined) tell(displayText(words));
  }

  notice(text: string): void {
    tell(`ctrlg: ${text}`);
  }

  close(): void {}
}
