import { explain } from '../../system/errors.ts';
import { removeIfThere } from '../../system/files.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import type { ClientSetup } from './client-setup.ts';
import { hookLink, nanoLink } from './hook-command.ts';
import { type OfOne, ofEach } from './of-each.ts';
import { isNothing, readRecord } from './setup-record.ts';
import type { Changed } from './setup-result.ts';
import { SETUPS, setupsOf } from './setups.ts';

/** What came of one client's undo, its editor's and its tools'. */
interface Undone extends Changed {
  readonly mcp: Changed | { readonly error: string };
}

/** `ctrlg setup --undo [client…]`: exactly what stood there before; without a name, for every client. */
export async function undoSetup(
  names: readonly string[],
  { json }: { json?: true | undefined },
): Promise<number> {
  const undone = await ofEach<Undone>(names.length > 0 ? setupsOf(names) : SETUPS, undoOne);
  if (isNothing(readRecord())) for (const link of [hookLink(), nanoLink()]) removeIfThere(link);
  const lines = undone.flatMap(told);
  if (json) printJson({ clients: undone });
  else printLine(lines.length > 0 ? lines.join('\n') : 'Nothing to undo.');
  return undone.some(isAmiss) ? EXIT_CODES.failed : EXIT_CODES.done;
}

/** The last thing first: both may stand in one file. A fault in the tools does not keep the editor from being undone. */
async function undoOne({ undo, mcp }: ClientSetup): Promise<Undone> {
  const ofTools = await mcp.undo().catch((error: unknown) => ({ error: explain(error) }));
  return { ...(await undo()), mcp: ofTools };
}

type Done = OfOne & Partial<Undone>;

const isAmiss = ({ error, mcp }: Done): boolean =>
  error !== undefined || (mcp !== undefined && 'error' in mcp);

function told({ name, changed, file, mcp, error }: Done): string[] {
  const editor = error ?? (changed ? `${file} is as before.` : undefined);
  const tools =
    mcp &&
    ('error' in mcp ? mcp.error : mcp.changed ? `${mcp.file} has no tools of ctrlg any more.` : undefined);
  return [editor, tools].flatMap((line) => (line ? [`${name}: ${line}`] : []));
}
