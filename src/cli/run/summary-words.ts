import { nowMs, spokenDuration } from '../../system/clock.ts';
import { explain } from '../../system/errors.ts';
import { displayText } from '../../system/terminal.ts';
import type { RunEvent } from '../../workflows/run-events.ts';
import type { RunPlaces } from '../../workflows/run-places.ts';
import { openAttempts, type RunState } from '../../workflows/run-state.ts';
import { figuresOf, outputOf } from '../../workflows/summary.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { tell } from '../output.ts';
import type { News } from './tell-chief.ts';

/** How a run ended and what it took, for a person. */
export function summaryLine(workflow: Workflow, run: RunState): string {
  const { wallMs, turnsMs, speedUp } = figuresOf(run, nowMs());
  const outcomes = workflow.steps.map(({ name }) => run.steps.get(name)?.end?.outcome);
  const done = outcomes.filter((outcome) => outcome === 'done').length;
  const failed = workflow.steps.filter((_, index) => outcomes[index] === 'failed').map(({ name }) => name);
  const turns = turnsMs > 0 ? ` · turns ${spokenDuration(turnsMs)}` : '';
  const faster =
    speedUp && speedUp >= 1.05 ? ` · ${speedUp.toFixed(1)} × as fast as one after the other` : '';
  const which = failed.length > 0 ? ` (${failed.join(', ')})` : '';
  const took = spokenDuration(wallMs);
  return `${workflow.name}: ${run.end!.outcome}${which} in ${took} · ${done} of ${outcomes.length} steps done${turns}${faster}`;
}

/** What a person is told who leaves an engine. */
export function leftWords(id: string, run: RunState): string {
  const open = openAttempts(run).map(({ step, agent, task }) =>
    agent === null ? `${step} (its command)` : `${step} (${agent}, task ${task})`,
  );
  const going = open.length > 0 ? [`Still running: ${open.join(', ')}.`] : [];
  return [
    `ctrlg: stopped; run ${id} is kept.`,
    ...going,
    `Go on:   ctrlg run --resume ${id}`,
    `Stop it: ctrlg run --cancel ${id}`,
  ].join('\n');
}

/** What is told of a run in the background: its question, or its end. */
export function newsOf(
  id: string,
  places: RunPlaces,
  run: RunState,
  question?: Extract<RunEvent, { kind: 'question' }>,
): News {
  const outcome = question ? 'waits for approval' : (run.end?.outcome ?? '');
  const env = {
    CTRLG_TASK: id,
    CTRLG_AGENT: `workflow ${run.workflow}`,
    CTRLG_OUTCOME: outcome,
    CTRLG_RESULT: places.output,
  };
  if (question)
    return { words: `ctrlg: ${run.workflow} ${outcome}: ctrlg approve ${id} ${question.step}`, env };
  const failed = [...run.steps].filter(([, { end }]) => end?.outcome === 'failed');
  const why = failed.map(([step, { end }]) => `${step}: ${end?.reason}`).join(', ');
  return { words: `ctrlg: ${run.workflow} ${outcome}${why === '' ? '' : ` (${why})`} · run ${id}`, env };
}

/** The run's output; empty where its template cannot be filled in, which is told. */
export function textOfOutput(workflow: Workflow, run: RunState): string {
  try {
    return outputOf(workflow, run);
  } catch (error) {
    tell(`ctrlg: ${displayText(explain(error))}`);
    return '';
  }
}
