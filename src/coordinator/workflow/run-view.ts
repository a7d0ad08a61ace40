import { every, nowMs, spokenElapsed } from '../../system/clock.ts';
import type { RunState } from '../../workflows/run-state.ts';
import { openQuestions } from '../../workflows/runs.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { Block, printPlainly } from '../terminal/block.ts';
import type { Key } from '../terminal/keys.ts';
import { type Size, Tty } from '../terminal/tty.ts';
import { firstThatFits, keyPieces, lineOf } from '../view/line.ts';
import type { Asked, LiveView } from '../view/watcher.ts';
import { LastWords } from './last-words.ts';
import { stepLines } from './step-lines.ts';

export interface WatchedRun {
  readonly home: string;
  readonly id: string;
  readonly workflow: Workflow;
  /** The run as it stands at this moment. */
  state(): RunState;
}

const TICK_MS = 500;

/** Draws a run that a prompt began, a line for each step, until it is closed; undefined where there is no terminal. */
export function openRunView(watched: WatchedRun, ask: (what: Asked) => void): LiveView | undefined {
  const words = new LastWords(watched.home, watched.id);
  let isClosed = false;
  let isPrinted = false;
  const tty = Tty.open({
    key: (key) => press(key, ask),
    resized: () => draw(),
    gone: () => ask('left'),
    ending: () => close('erase'),
  });
  if (!tty) return undefined;
  const block = process.env.TERM === 'dumb' ? undefined : new Block(tty);
  const draw = () => {
    if (isClosed) return;
    const size = tty.size();
    const lines = linesOf(watched, size, words);
    if (block) return block.draw(lines, size);
    // A terminal that can only print is told once.
    if (!isPrinted) printPlainly(tty, lines.slice(0, 1));
    isPrinted = true;
  };
  const stopTicks = every(TICK_MS, draw);
  const close = (how: 'erase' | 'hands-off') => {
    isClosed = true;
    stopTicks();
    if (how === 'hands-off') return tty.leave();
    block?.erase();
    tty.close();
  };
  draw();
  return { close };
}

function press(key: Key, ask: (what: Asked) => void): void {
  if (key.kind === 'cancel' || key.kind === 'escape') ask('left');
  if (key.kind === 'char' && key.char === 'q') ask('left');
  if (key.kind === 'char' && key.char === 'b') ask('background');
}

function linesOf({ id, workflow, state }: WatchedRun, { columns, rows }: Size, words: LastWords): string[] {
  const run = state();
  const now = nowMs();
  const title = lineOf(columns, [
    { text: workflow.name, style: 'bold' },
    { text: `  ${spokenElapsed(now - run.beganAt)}` },
    { text: `  run ${id}`, style: 'dim', spare: true },
  ]);
  const questions = openQuestions(run).map(({ step, text }) =>
    lineOf(columns, [{ text: `  ${step} asks: ${text}  (ctrlg approve ${id} ${step})`, style: 'yellow' }]),
  );
  const room = Math.max(1, rows - 5 - questions.length);
  const wordOf = (attempt: Parameters<LastWords['of']>[0]) => words.of(attempt);
  const steps = stepLines({ workflow, run, nowMs: now, columns: columns - 2, rows: room, wordOf });
  const keys = firstThatFits(columns, [
    keyPieces([
      ['  b', 'background'],
      ['q', 'stop waiting'],
    ]),
  ]);
  return [title, '', ...steps.map((line) => `  ${line}`), ...questions, '', keys].slice(0, rows - 1);
}
