import type { Changes } from '../system/changes.ts';

export interface Start {
  readonly changes: Changes;
  /** The client has told of its start, or is gone. */
  isOver(): boolean;
  /** Its session file says that it is up. */
  isUp(): boolean;
  /** It is up, and the event that tells so was lost with the wrapper or the window that it came to. */
  onLostEvent(): void;
  /** It takes longer than any client does by itself. */
  onSlow(): void;
}

/** An event that is on its way comes sooner. */
const EVENT_MS = 5_000;
/** Claude Code is ready a second or two after its start; a dialog at its first run waits for ever. */
const SLOW_MS = 20_000;
const LOOK_EVERY_MS = 1_000;

/** Watches a client's start until it is over. */
export async function watchStart({ changes, isOver, isUp, onLostEvent, onSlow }: Start): Promise<void> {
  let waitedMs = EVENT_MS;
  for (let ms = EVENT_MS; !(await changes.until(isOver, ms)); ms = LOOK_EVERY_MS) {
    if (isUp()) return onLostEvent();
    if (waitedMs === SLOW_MS) onSlow();
    waitedMs += LOOK_EVERY_MS;
  }
}
