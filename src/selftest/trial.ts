import type { Chief } from './chief.ts';
import type { Model } from './model.ts';
import type { Stage } from './stage.ts';
import type { Subject } from './subject.ts';

/** What a check has at hand. */
export interface Trial {
  readonly subject: Subject;
  readonly stage: Stage;
  readonly model: Model;
  /** The chief's window; undefined when the client cannot be a chief. */
  readonly chief: Chief | undefined;
  /** How long one thing may take, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told of the parts of a long check. */
  readonly progress: (part: string) => void;
}
