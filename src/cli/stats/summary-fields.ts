import type { Period } from '../../figures/days.ts';
import type { SideBySide } from '../../figures/side-by-side.ts';
import type { Spread } from '../../figures/spread.ts';
import type { Measures, Summary } from '../../figures/summary.ts';

interface Asked {
  readonly agent?: string;
  readonly since?: string;
  readonly until?: string;
}

/** The summary as JSON. Durations are in ms, shares and ratios plain numbers; null is what was never measured. */
export const summaryFields = (summary: Summary, { agent, since, until }: Asked): object => ({
  agent_id: agent ?? null,
  since: since ?? null,
  until: until ?? null,
  ...measureFields(summary),
  side_by_side: sideBySideFields(summary.overlap),
  groups: summary.groups
    ? {
        prompts: summary.groups.prompts,
        tasks: summary.groups.tasks,
        ...sideBySideFields(summary.groups),
      }
    : null,
  by_agent: summary.byAgent.map((measures) => ({ agent_id: measures.agent, ...measureFields(measures) })),
  by_day: summary.byDay.map(dayFields),
});

const measureFields = (measures: Measures): object => ({
  tasks: measures.tasks,
  open: measures.open,
  outcomes: measures.outcomes,
  late: measures.late,
  completion: measures.completion,
  turns: spreadFields(measures.turns),
  wait: spreadFields(measures.wait),
  retries: measures.retries,
  retried_tasks: measures.retriedTasks,
  begun: measures.begun,
  tokens_in: measures.tokensTold > 0 ? measures.tokensIn : null,
  tokens_out: measures.tokensTold > 0 ? measures.tokensOut : null,
  tokens_told: measures.tokensTold,
  cost_usd: measures.costTold > 0 ? measures.usd : null,
  cost_told: measures.costTold,
});

const spreadFields = (spread: Spread | undefined): object | null =>
  spread ? { count: spread.count, sum_ms: spread.sum, median_ms: spread.median, p95_ms: spread.p95 } : null;

const sideBySideFields = (gain: SideBySide | undefined): object | null =>
  gain ? { turns_ms: gain.turnsMs, wall_ms: gain.wallMs, ratio: gain.ratio } : null;

const dayFields = ({ from, tasks, open, outcomes, turnsMs, busyMs }: Period): object => ({
  day: from,
  tasks,
  open,
  outcomes,
  turns_ms: turnsMs,
  busy_ms: busyMs,
});
