import { spokenElapsed } from '../../system/clock.ts';
import { padTo } from '../../system/terminal.ts';
import { widthOf } from '../../system/width.ts';
import {
  type Attempt,
  openAttempts,
  type RunState,
  type StepState,
  stateOf,
} from '../../workflows/run-state.ts';
import { resultsOf } from '../../workflows/variables.ts';
import type { Step, Workflow } from '../../workflows/workflow.ts';
import { lineOf, type Piece } from '../view/line.ts';
import { spokenStepOutcome, whichWords } from './event-words.ts';

export interface StepLines {
  readonly workflow: Workflow;
  readonly run: RunState;
  readonly nowMs: number;
  readonly columns: number;
  /** No more lines than this. */
  readonly rows: number;
  /** What an attempt that is going on said last. */
  wordOf(attempt: Attempt): string;
}

type Style = NonNullable<Piece['style']>;

const MARKS: Record<string, { mark: string; style: Style }> = {
  waiting: { mark: '·', style: 'dim' },
  open: { mark: '●', style: 'cyan' },
  question: { mark: '▲', style: 'yellow' },
  done: { mark: '✓', style: 'green' },
  failed: { mark: '✗', style: 'red' },
  cancelled: { mark: '✗', style: 'yellow' },
  skipped: { mark: '–', style: 'dim' },
  'passed-over': { mark: '–', style: 'dim' },
};

const WIDEST_NAME = 24;
const WIDEST_AGENT = 16;

/** A line for each step: mark, name, agent, time, last word; none wider than the terminal. */
export function stepLines(of: StepLines): string[] {
  const { workflow, columns, rows } = of;
  const names = workflow.steps.map(({ name }) => widthOf(name));
  const agents = workflow.steps.map((step) => widthOf(whoWords(step, of)));
  const room = {
    name: Math.min(WIDEST_NAME, ...[Math.max(...names)]),
    agent: Math.min(WIDEST_AGENT, Math.max(...agents)),
  };
  const line = (step: Step) => stepLine(step, of, room, columns);
  if (workflow.steps.length <= rows) return workflow.steps.map(line);
  return inRows(workflow.steps, of, rows).map((step) =>
    typeof step === 'string' ? lineOf(columns, [{ text: step, style: 'dim' }]) : line(step),
  );
}

/** Where the terminal has too few rows, those that are at work come first. */
function inRows(steps: readonly Step[], { run }: StepLines, rows: number): (Step | string)[] {
  const rank = ({ name }: Step) => {
    const { openedAt, end } = stateOf(run, name);
    return end ? 2 : openedAt === undefined ? 1 : 0;
  };
  const shown = new Set([...steps].sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(1, rows - 1)));
  return [...steps.filter((step) => shown.has(step)), `  … ${steps.length - shown.size} more steps`];
}

function stepLine(step: Step, of: StepLines, room: { name: number; agent: number }, columns: number): string {
  const state = stateOf(of.run, step.name);
  const { mark, style } = MARKS[kindOf(state)]!;
  const { text, isDim } = lastWord(step, state, of);
  return lineOf(columns, [
    { text: `${mark} `, style },
    { text: padTo(step.name, room.name), style: state.openedAt === undefined ? 'dim' : 'bold' },
    { text: `  ${padTo(whoWords(step, of), room.agent)}` },
    { text: `  ${elapsedWords(state, of.nowMs).padStart(7)}` },
    { text: `  ${text}`, style: isDim ? 'dim' : undefined },
  ]);
}

function kindOf({ end, question, answer, openedAt }: StepState): string {
  if (end) return end.outcome;
  if (question && !answer) return 'question';
  return openedAt === undefined ? 'waiting' : 'open';
}

function whoWords({ name, work }: Step, { run }: StepLines): string {
  if (work.kind === 'run') return 'command';
  if (work.kind === 'approve') return 'you';
  const agents = new Set(stateOf(run, name).attempts.map(({ agent }) => agent));
  return agents.size === 1
    ? ([...agents][0] ?? work.target)
    : agents.size > 1
      ? `${agents.size} agents`
      : work.target;
}

const elapsedWords = ({ openedAt, end }: StepState, nowMs: number): string =>
  openedAt === undefined ? '' : spokenElapsed((end?.at ?? nowMs) - openedAt);

function lastWord(step: Step, state: StepState, of: StepLines): { text: string; isDim: boolean } {
  if (state.end) {
    const { outcome, reason } = state.end;
    const result = firstLine(resultsOf(state).findLast((one) => one.trim() !== '') ?? '');
    if (outcome === 'done') return { text: reason || result, isDim: true };
    return { text: reason === '' ? spokenStepOutcome(outcome) : reason, isDim: outcome !== 'failed' };
  }
  if (state.openedAt === undefined) {
    const open = step.needs.filter((name) => !stateOf(of.run, name).end);
    return { text: open.length > 0 ? `after ${open.join(', ')}` : '', isDim: true };
  }
  if (state.question) return { text: `waits for approval: ${firstLine(state.question.text)}`, isDim: false };
  return { text: workWords(step, state, of), isDim: false };
}

function workWords(step: Step, state: StepState, of: StepLines): string {
  const open = openAttempts(of.run).filter((attempt) => attempt.step === step.name);
  const last = open.at(-1);
  if (!last) {
    const ended = state.attempts.at(-1)?.end;
    const inMs = ended && step.repeat ? ended.at + step.repeat.everyMs - of.nowMs : 0;
    return inMs > 0 ? `again in ${spokenElapsed(inMs)}` : '';
  }
  const which = state.items
    ? `${state.attempts.filter(({ end }) => end).length}/${state.items.length}`
    : whichWords(last, of.run, of.workflow).slice(step.name.length).trim();
  return [which, of.wordOf(last)].filter((part) => part !== '').join(' · ');
}

const firstLine = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? '';
