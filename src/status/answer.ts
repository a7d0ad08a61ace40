import { linkSync, statSync } from 'node:fs';
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
  const own = leaveAnswer(places, id, answer);
  if (own === undefined) return 'answered-before';
  const file = join(places.answers, id);
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    // Another one was taken between our look and ours being there.
    const isOther = listIfThere(places.answered).includes(id);
    if (inodeOf(file) !== own) return 'taken';
    if (isOther) return withdraw(places, file) ? 'answered-before' : 'taken';
    await sleep(LOOK_EVERY_MS);
  }
  return withdraw(places, file) ? 'not-taken' : 'taken';
}

/** False when it was taken in this very moment. */
function withdraw(places: AgentPlaces, file: string): boolean {
  const withdrawn = join(places.folder, `answer.${process.pid}.withdrawn`);
  if (!renameIfThere(file, withdrawn)) return false;
  removeIfThere(withdrawn);
  return true;
}

/** Three lines: the decision, where it was given, and the note as a JSON string, which a `sh` can hand on as it is. */
const textOf = ({ decision, by, note = '' }: Answer): string =>
  `${decision}\n${by}\n${JSON.stringify(note)}\n`;

/** Names an answer: in the same moment another one may have been taken and this one be left in its place. */
const inodeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.ino;

/** The inode of the answer; undefined when the question has one already. */
function leaveAnswer(places: AgentPlaces, id: string, answer: Answer): number | undefined {
  if (listIfThere(places.answered).includes(id)) return undefined;
  const own = join(places.folder, `answer.${process.pid}.partial`);
  writePrivateFile(own, textOf(answer));
  try {
    linkSync(own, join(makePrivateFolder(places.answers), id));
    return inodeOf(own);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return undefined;
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
