import { nowMs } from '../../system/clock.ts';
import type { Done } from '../../tasks/done-marker.ts';
import { readPrompt, readTask } from '../../tasks/put.ts';
import { spokenOutcome } from '../../tasks/spoken-outcome.ts';
import type { Part } from '../gather.ts';
import { settledBy } from '../settle.ts';
import { type Answering, writeAnswer } from '../write-answer.ts';
import type { ListScreen } from './lines.ts';
import type { Row } from './rows.ts';

/** The list of answers that nobody has taken; the last row takes all of them. */
export function resultsList(
  home: string,
  results: readonly Done[],
): Pick<ListScreen, 'head' | 'rows' | 'keys'> {
  const rows = results.map((done) => rowOf(done, readPrompt(home, done.task_id)));
  const all: Row = { name: 'all', hotkey: 'a', about: `all ${results.length} of them` };
  return {
    head: ['Results waiting'],
    rows: results.length > 1 ? [...rows, all] : rows,
    keys: [
      [
        ['Enter', 'puts it into the prompt'],
        ['q', 'back'],
      ],
    ],
  };
}

function rowOf(done: Done, prompt: string): Row {
  const isDone = done.status === 'done';
  return {
    name: done.agent_id,
    state: `${spokenOutcome(done)} ${spokenAge(nowMs() - Date.parse(done.ended_at))}`,
    tone: isDone ? 'green' : 'red',
    about: prompt.trim().split('\n', 1)[0] ?? '',
  };
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function spokenAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

/** Puts answers into the prompt file, above what a person had written there, and notes that they were taken. */
export async function takeResults(
  answering: Omit<Answering, 'isAttached'>,
  results: readonly Done[],
): Promise<void> {
  const { home } = answering.project;
  const parts = results.flatMap((done): Part[] => {
    const task = readTask(home, done.task_id);
    return task ? [{ task, settled: settledBy(done) }] : [];
  });
  await writeAnswer({ ...answering, isAttached: true }, parts);
}
