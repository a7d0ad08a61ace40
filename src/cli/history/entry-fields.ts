import type { Entry } from '../../api/history-entries.ts';

/** One entry of `{"tasks": […]}`. Durations are in ms; null is what is not known (yet). */
export const entryFields = ({ row, status, waitMs, promptHead, found }: Entry): object => ({
  task_id: row.id,
  agent_id: row.agent,
  target: row.target,
  status,
  reason: row.reason,
  late: row.isLate,
  priority: row.priority,
  created_at: row.createdAt,
  claimed_at: row.claimedAt,
  ended_at: row.endedAt,
  wait_ms: waitMs ?? null,
  turn_ms: row.attempts > 0 ? row.turnMs : null,
  attempts: row.attempts,
  tokens_in: row.tokensIn,
  tokens_out: row.tokensOut,
  cost_usd: row.costUsd,
  group: row.group,
  parent: row.parent,
  origin: row.originKind,
  prompt_head: promptHead,
  ...(found && { found_in: found.where, snippet: found.snippet }),
});
