import { nowIso } from '../system/clock.ts';

/** The present moment for the name of a backup; colons are a trouble in file names. */
export const fileStamp = (): string => nowIso().replaceAll(':', '-');
