import { contextFile, readContext, updateContext } from '../context/shared-context.ts';
import { UserError } from '../system/errors.ts';
import type { SharedContext } from './ctrlg.ts';

/** `Ctrlg.context`. */
export const sharedContext = (home: string): SharedContext => ({
  ...readContext(home),
  file: contextFile(home),
});

/** `Ctrlg.updateContext`. Throws a UserError where somebody else was faster. */
export async function writeContext(home: string, text: string, expected: number): Promise<SharedContext> {
  const update = await updateContext(home, text, expected);
  if (update.kind === 'updated') return sharedContext(home);
  throw new UserError(
    `The shared context has version ${update.current.version} by now, not ${expected}: somebody else has written. Nothing was changed.`,
    'Read it again, put your change into that, and update it with its version.',
  );
}
