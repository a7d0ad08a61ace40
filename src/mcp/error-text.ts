import { explain } from '../system/errors.ts';

/** What is said of a mistake stands in the chief's context: a name of ten megabytes must not come back in it. */
const MOST = 2_000;

/** A text whose middle is left out where it is too long: its end says what to do. */
export const shortened = (text: string): string =>
  text.length <= MOST ? text : `${text.slice(0, MOST / 2)} […] ${text.slice(-MOST / 2)}`;

/** What happened, to which thing, and what to do. */
export const errorText = (error: unknown): string => shortened(explain(error));
