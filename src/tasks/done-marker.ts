import * as z from 'zod/mini';
import { taskPlaces } from '../project/places.ts';
import { readIfThere } from '../system/files.ts';
import { replaceFile } from '../system/replace-file.ts';
import type { Outcome } from './task.ts';

const doneSchema = z.looseObject({
  version: z.literal(1),
  task_id: z.string(),
  agent_id: z.string(),
  status: z.enum(['done', 'failed', 'cancelled', 'timed-out', 'agent-gone']),
  /** Why, for a person; empty when done. */
  reason: z.string(),
  /** From the prompt taken by the client to the end of its turn; 0 when it was never taken. */
  duration_ms: z.number(),
  ended_at: z.string(),
  /** How many turns were tried. */
  attempts: z.optional(z.number()),
  /** It ended after its deadline; nobody waited for it any more. */
  late: z.optional(z.boolean()),
  /** What the client told of its turns, where it does. */
  tokens_in: z.optional(z.number()),
  tokens_out: z.optional(z.number()),
  cost_usd: z.optional(z.number()),
});

/** The done marker: how a task ended. When it is there, the result and the run's row are there too. */
export type Done = z.infer<typeof doneSchema>;

export interface Ended {
  readonly task_id: string;
  readonly agent_id: string;
  readonly duration_ms: number;
  readonly ended_at: string;
  readonly attempts?: number;
  readonly late?: boolean;
  readonly tokens_in?: number;
  readonly tokens_out?: number;
  readonly cost_usd?: number;
}

/** Writes the marker. The caller has written the result and the run's row before. */
export function writeDone(home: string, done: Ended, outcome: Outcome): void {
  const reason = outcome.kind === 'done' ? '' : outcome.reason;
  const marker: Done = { version: 1, ...done, status: outcome.kind, reason };
  replaceFile(taskPlaces(home, marker.task_id).done, `${JSON.stringify(marker)}\n`);
}

/** The marker of a task that has ended; undefined while it has not. */
export function readDone(home: string, id: string): Done | undefined {
  const text = readIfThere(taskPlaces(home, id).done);
  return text === undefined ? undefined : doneSchema.parse(JSON.parse(text));
}

/** Whether a task's marker stands; one that a power cut left torn is to be written again. */
export function isMarkedDone(home: string, id: string): boolean {
  try {
    return JSON.parse(readIfThere(taskPlaces(home, id).done) ?? 'null') !== null;
  } catch {
    return false;
  }
}

export const outcomeOf = (done: Done): Outcome =>
  done.status === 'done' ? { kind: 'done' } : { kind: done.status, reason: done.reason };
