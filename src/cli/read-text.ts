import { promptText } from '../asking/prompt-text.ts';
import { isTerminal, tell } from './output.ts';
import { UsageError } from './usage-error.ts';

/** What the text is (`prompt`), and what to do about one that is empty. */
export interface Wanted {
  readonly what: string;
  readonly empty: string;
}

/** The text that was given, or all of standard input where it is `-` or left out. Throws a UsageError for an empty one. */
export async function readTextOf(given: string | undefined, { what, empty }: Wanted): Promise<string> {
  const isGiven = given !== undefined && given !== '-';
  const mend = 'Nothing was sent.';
  const text = isGiven
    ? promptText(Buffer.from(given), `The ${what}`, mend)
    : promptText(await readStdin(what), 'Standard input', mend);
  if (text.trim() === '') throw new UsageError(`The ${what} is empty.`, empty);
  return text;
}

async function readStdin(what: string): Promise<Buffer> {
  if (isTerminal('stdin')) tell(`Write the ${what}; Ctrl-D on an empty line sends it.`);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
