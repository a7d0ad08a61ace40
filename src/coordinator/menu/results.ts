import { nowMs } from '../../system/clock.ts';
import type { Done } from '../../tasks/done-marker.ts';
import { readPrompt } from '../../tasks/put.ts';
import { markTaken } from '../../tasks/taken.ts';
import { answerOf, reportOfOutcome, spokenOutcome } from '../answer.ts';
import { writePromptFile } from '../write-prompt-file.ts';
import type { ListScreen } from './lines.ts';
import type { Row } from './rows.ts';

/** The list of answers that nobody has taken. */
export function resultsList(home: string, results: Done[]): Pick<ListScreen, 'head' | 'rows' | 'keys'> {
  return {
    head: ['Results waiting'],
    rows: results.map((done) => rowOf(done, readPrompt(home, done.task_id))),
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

export interface Taking {
  readonly home: string;
  readonly file: string;
  readonly template: string;
  /** What stands in the prompt file now. */
  readonly prompt: string;
}

/** Puts an answer into the prompt file, above what a person had written there, and notes that it was taken. */
export function takeResult({ home, file, template, prompt }: Taking, done: Done): void {
  const answer =
    done.status === 'done'
      ? answerOf(home, done, template)
      : Buffer.from(`[ctrlg] ${reportOfOutcome(done)}\n`);
  const own = prompt.trim() === '' ? '' : `\n\n${prompt}`;
  writePromptFile(file, Buffer.concat([answer, Buffer.from(own)]));
  markTaken(home, done.task_id);
}
