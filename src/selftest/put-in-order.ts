import { untilIdle } from './as-agent.ts';
import { AGENT } from './stage.ts';
import type { Trial } from './trial.ts';
import { Broken } from './verdict.ts';

/** How long an agent is given to come to rest by itself. */
const REST_MS = 3_000;

/** What a check left undone must not spoil the next one: open tasks are taken back, and the agent is started anew if need be. */
export async function putInOrder(trial: Trial): Promise<void> {
  const { stage, model, signal } = trial;
  const status = stage.status(AGENT);
  if (!status || (await isAtRest(trial, status.current_task ? 0 : REST_MS))) return;
  model.release();
  for (const id of [stage.status(AGENT)?.current_task, ...(stage.status(AGENT)?.queue ?? [])])
    if (id) await stage.ctrlg(['cancel', id]);
  if (await isAtRest(trial, REST_MS)) return;
  signal.throwIfAborted();
  await stage.ctrlg(['down', AGENT]);
  await stage.ctrlg(['up', AGENT], { timeoutMs: trial.timeoutMs });
}

async function isAtRest(trial: Trial, timeoutMs: number): Promise<boolean> {
  try {
    await untilIdle({ ...trial, timeoutMs });
    return true;
  } catch (error) {
    if (error instanceof Broken) return false;
    throw error;
  }
}
