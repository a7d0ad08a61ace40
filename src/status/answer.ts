import { linkSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentPlaces } from '../project/places.ts';
import { sleep } from '../system/clock.ts';
import { systemCode } from '../system/errors.ts';
import {
  listIfThere,
  makePrivateFolder,
  readIfThere,
  removeIfThere,
  renameIfThere,
  writePrivateFile,
} from '../system/files.ts';

/** A person's answer to a question that an agent's client asks, given from elsewhere than its window. */
export interface Answer {
  readonly decision: 'approve' | 'deny';
  /** Where it was given, for the history: `from the hook`. */
  readonly by: string;
  /** A word for the agent. */
  readonly note?: string | undefined;
}

/** What became of an answer; one that nobody took is withdrawn, and changes nothing any more. */
export type Answered = 'taken' | 'answered-before' | 'not-taken';

const LOOK_EVERY_MS = 50;
/** Whoever asks for the client looks twice a second. */
const PATIENCE_MS = 4_000;

/** Answers the question with this id, and only this one; resolves once the answer was handed to the client, or never will be. */
export async function answerQuestion(places: AgentPlaces, id: string, answer: Answer): Promise<Answered> {
  if (!leaveAnswer(places, id, answer)) return 'answered-before';
  const file = join(places.answers, id);
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    if (!listIfThere(places.answers).includes(id)) return 'taken';
    await sleep(LOOK_EVERY_MS);
  }
  const withdrawn = join(places.folder, `answer.${process.pid}.withdrawn`);
  if (!renameIfThere(file, withdrawn)) return 'taken';
  removeIfThere(withdrawn);
  return 'not-taken';
}

/** Three lines: the decision, where it was given, and the note as a JSON string, which a `sh` can hand on as it is. */
const textOf = ({ decision, by, note = '' }: Answer): string =>
  `${decision}\n${by}\n${JSON.stringify(note)}\n`;

/** False when the question has an answer already. */
function leaveAnswer(places: AgentPlaces, id: string, answer: Answer): boolean {
  if (listIfThere(places.answered).includes(id)) return false;
  const own = join(places.folder, `answer.${process.pid}.partial`);
  writePrivateFile(own, textOf(answer));
  try {
    linkSync(own, join(makePrivateFolder(places.answers), id));
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    removeIfThere(own);
  }
}

/** An answer as its file has it; undefined for what is none. */
export function readAnswer(file: string): Pick<Answer, 'decision' | 'by'> | undefined {
  const [decision, by = ''] = readIfThere(file)?.split('\n') ?? [];
  return decision === 'approve' || decision === 'deny' ? { decision, by } : undefined;
}

/** A question's id is the name of a file. */
export const isQuestionId = (id: string): boolean => /^[\w-][\w.-]{0,199}$/.test(id);
