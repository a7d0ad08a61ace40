import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../system/errors.ts';
import {
  listIfThere,
  makePrivateFolder,
  readIfThere,
  removeIfThere,
  writePrivateFile,
} from '../system/files.ts';
import type { RunPlaces } from './run-places.ts';

/** A person's answer to a step's question. */
export interface Answer {
  readonly isYes: boolean;
  readonly note: string;
}

/** Leaves an answer for the run's engine, now or later; false when the question has one already: the first counts. */
export function leaveAnswer(places: RunPlaces, step: string, answer: Answer): boolean {
  makePrivateFolder(places.asked);
  const file = join(places.asked, `answer.${step}`);
  const own = `${file}.${process.pid}.partial`;
  writePrivateFile(own, JSON.stringify(answer));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    removeIfThere(own);
  }
}

export function answerTo(places: RunPlaces, step: string): Answer | undefined {
  const text = readIfThere(join(places.asked, `answer.${step}`));
  return text === undefined ? undefined : JSON.parse(text);
}

/** Asks the run's engine, now or later, to stop the whole run. */
export function askToCancel(places: RunPlaces): void {
  writePrivateFile(join(makePrivateFolder(places.asked), 'cancel'), '');
}

export const isCancelAsked = (places: RunPlaces): boolean => listIfThere(places.asked).includes('cancel');
