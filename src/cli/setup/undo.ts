import { removeIfThere } from '../../system/files.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import type { Changed } from './client-setup.ts';
import { hookLink, nanoLink } from './hook-command.ts';
import { ofEach } from './of-each.ts';
import { isNothing, readRecord } from './setup-record.ts';
import { SETUPS, setupsOf } from './setups.ts';

/** `ctrlg setup --undo [client…]`: exactly what stood there before; without a name, for every client. */
export async function undoSetup(
  names: readonly string[],
  { json }: { json?: true | undefined },
): Promise<number> {
  const undone = await ofEach(names.length > 0 ? setupsOf(names) : SETUPS, ({ undo }) => undo());
  if (isNothing(readRecord())) for (const link of [hookLink(), nanoLink()]) removeIfThere(link);
  const tellable = undone.filter(({ changed, error }) => changed === true || error !== undefined);
  if (json) printJson({ clients: undone });
  else printLine(tellable.length > 0 ? tellable.map(told).join('\n') : 'Nothing to undo.');
  return undone.some(({ error }) => error) ? EXIT_CODES.failed : EXIT_CODES.done;
}

const told = ({ name, file, error }: Partial<Changed> & { name: string; error?: string }): string =>
  error ? `${name}: ${error}` : `${name}: ${file} is as before.`;
