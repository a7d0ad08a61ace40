import type { Condition, Template } from './template.ts';

/** A workflow that has been read and checked: what its steps need is all there, and nothing goes round in a circle. */
export interface Workflow {
  readonly name: string;
  readonly description: string;
  /** What the input is; undefined where none has to be given. */
  readonly input: string | undefined;
  /** In the order of the file. */
  readonly steps: readonly Step[];
  /** What the run answers; the last step's result where it is left out. */
  readonly output: Template | undefined;
}

export interface Step {
  readonly name: string;
  readonly work: Work;
  /** The steps that must have ended before: those named, and those that a template or an expression mentions. */
  readonly needs: readonly string[];
  readonly when: Condition | undefined;
  readonly forEach: ListSource | undefined;
  readonly repeat: Repeat | undefined;
  /** How often a failed attempt is made again. */
  readonly retry: number;
  /** For one attempt; undefined: the project's deadline for an agent, none for a command or a question. */
  readonly timeoutMs: number | undefined;
}

/** What a step does. */
export type Work =
  | { readonly kind: 'ask'; readonly target: string; readonly prompt: Template }
  /** One argument a template; a shell command is `sh -c` and holds no template. */
  | { readonly kind: 'run'; readonly argv: readonly Template[] }
  | { readonly kind: 'approve'; readonly question: Template };

/** A list that the step is done for, item by item: as it stands in the file, or made from text once that is known. */
export type ListSource =
  | { readonly kind: 'items'; readonly items: readonly unknown[] }
  | { readonly kind: 'text'; readonly text: Template };

/** Rounds of one item, until a condition holds or the bound is reached; one of the two bounds is always there. */
export interface Repeat {
  readonly until: Condition;
  readonly max: number | undefined;
  readonly withinMs: number | undefined;
  /** The pause between the end of a round and the next one. */
  readonly everyMs: number;
  /** How the item ends when its bound is reached first. */
  readonly atBound: 'fail' | 'done';
}

export const STEP_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

export function stepOf(workflow: Workflow, name: string): Step {
  const step = workflow.steps.find((one) => one.name === name);
  if (!step) throw new Error(`The workflow '${workflow.name}' has no step '${name}'.`);
  return step;
}
