import { type Holdable, hold, holderNow } from '../system/hold.ts';

const waiterIn = (folder: string): Holdable => ({ folder, name: 'waiter' });

/** Notes that this process waits for a run's end; returns how to take that back. One that dies waits no more. */
export function waitFor(folder: string): () => void {
  const held = hold(waiterIn(folder));
  return held.kind === 'held' ? held.letGo : () => {};
}

/** Whether somebody waits for a run's end, who then needs no telling. */
export const isWaitedFor = (folder: string): boolean => holderNow(waiterIn(folder)) !== undefined;
