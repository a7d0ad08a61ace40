import type { TaskReport } from '../api/ctrlg.ts';
import { every, nowMs } from '../system/clock.ts';
import type { Call } from './tool.ts';

const BEAT_MS = 5_000;

/** Tells a waiting client how it gets on: at each end, and every five seconds, so that it sees that somebody is there. */
export function beatsOf(
  { progress }: Call,
  count: number,
  timeoutS: number,
): { ended(task: TaskReport): void; stop(): void } {
  const beganMs = nowMs();
  let ended = 0;
  const beat = (news = '') =>
    progress((nowMs() - beganMs) / 1_000, timeoutS, `${ended} of ${count} ended${news}`);
  const stop = every(BEAT_MS, beat);
  return {
    ended: ({ id, agent, status }) => {
      ended += 1;
      beat(`: ${agent} ${status} (${id})`);
    },
    stop,
  };
}
