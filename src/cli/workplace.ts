import { strangerIn } from '../api/workplace.ts';
import { UsageError } from './usage-error.ts';

export { knownAgents, openWorkplace, type Workplace } from '../api/workplace.ts';

/** Throws a UsageError that names the known agents unless all the names are among them. */
export function assertKnown(names: readonly string[], known: readonly string[]): void {
  const stranger = strangerIn(names, known);
  if (stranger) throw new UsageError(stranger.what, stranger.mend);
}
