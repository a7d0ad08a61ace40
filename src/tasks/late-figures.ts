import { type Database, prepared } from '../system/database.ts';
import { isMarkedDone } from './done-marker.ts';
import { endedTask, type Figures, markDone } from './ended.ts';

/** Adds what a client told of a turn after its run had been closed; where the task has ended, its marker says it too. */
export function addFigures(home: string, database: Database, taskId: string, figures: Figures): void {
  prepared(
    database,
    `UPDATE tasks SET tokens_in = coalesce(tokens_in + $tokensIn, $tokensIn, tokens_in),
       tokens_out = coalesce(tokens_out + $tokensOut, $tokensOut, tokens_out),
       cost_usd = coalesce(cost_usd + $costUsd, $costUsd, cost_usd) WHERE id = $taskId`,
  ).run({
    tokensIn: figures.tokensIn ?? null,
    tokensOut: figures.tokensOut ?? null,
    costUsd: figures.costUsd ?? null,
    taskId,
  });
  const ended = endedTask(database, taskId);
  if (ended && isMarkedDone(home, taskId)) markDone(home, ended);
}
