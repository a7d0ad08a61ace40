import type { BindRequest, PlannedTask, UnknownAgent } from './bind.ts';
import type { Mistake } from './mistake.ts';

/** What becomes of a prompt. */
export type Plan =
  | { readonly kind: 'tasks'; readonly context: string; readonly tasks: readonly PlannedTask[] }
  | {
      readonly kind: 'workflow';
      readonly name: string;
      readonly input: string;
      readonly isBackground: boolean;
    }
  /** The prompt as it would be given to an agent. */
  | { readonly kind: 'menu'; readonly prompt: string }
  | { readonly kind: 'edit' }
  | UnknownAgent
  | Mistake;

export interface PlanRequest extends BindRequest {
  /** Whether a file of that name is in the working folder: then `@name` means the file. */
  isFile(name: string): boolean;
  /** Whether a task of that id was put; asked for `after=ID` only. */
  isTask(id: string): boolean;
  /** A `.delegate` file stands beside the prompt file: no menu. */
  readonly isDelegate: boolean;
}
