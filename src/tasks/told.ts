import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskPlaces } from '../project/places.ts';
import { systemCode } from '../system/errors.ts';

/** An empty file in a task's folder: the person was told of its end, or is being told. */
const toldFile = (home: string, id: string): string => join(taskPlaces(home, id).folder, 'told');

export const isTold = (home: string, id: string): boolean => existsSync(toldFile(home, id));

/** True for the one who may tell a person of a task's end: never twice, whoever else tries. */
export const claimTelling = (home: string, id: string): boolean => claimFile(toldFile(home, id));

/** The same for the chief's client, which is told in its own conversation. */
export const claimHearing = (home: string, id: string): boolean => claimFile(heardFile(home, id));

const heardFile = (home: string, id: string): string => join(taskPlaces(home, id).folder, 'heard');

function claimFile(file: string): boolean {
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT', 'ENOSPC'].includes(systemCode(error) ?? '')) return false;
    throw error;
  }
}
