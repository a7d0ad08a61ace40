import type { RunEvent } from '../../workflows/run-events.ts';
import type { RunState } from '../../workflows/run-state.ts';
import type { Workflow } from '../../workflows/workflow.ts';

/** Tells a person how a run gets on. */
export interface Progress {
  start(workflow: Workflow, run: RunState): void;
  event(event: RunEvent, run: RunState): void;
  notice(text: string): void;
  /** May be called twice. */
  close(): void;
}
