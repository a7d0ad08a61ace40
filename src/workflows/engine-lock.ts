import { UserError } from '../system/errors.ts';
import { type Holdable, hold, holderNow } from '../system/hold.ts';
import type { ProcessIdentity } from '../system/processes.ts';

const engineIn = (folder: string): Holdable => ({ folder, name: 'engine' });

/** Takes a run for this process, and returns how to give it back. Throws a UserError while another engine holds it. */
export function holdRun(folder: string, id: string): () => void {
  const held = hold(engineIn(folder));
  if (held.kind === 'held') return held.letGo;
  throw new UserError(
    `Run ${id} is being run already, by process ${held.by.pid}.`,
    `See how it gets on: ctrlg run --list`,
  );
}

/** The process whose engine runs the run at this moment. */
export const engineOf = (folder: string): ProcessIdentity | undefined => holderNow(engineIn(folder));
